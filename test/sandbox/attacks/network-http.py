# Fetches a page.
# Outcome: raised
import urllib.request
def double(x):
    urllib.request.urlopen('http://127.0.0.1:PORT/')
    return x * 2
