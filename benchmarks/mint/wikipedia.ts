/**
 * The tool of `interact@mint` without a network: it is there, takes what the benchmark's own takes, and says what it is.
 * It finds nothing and makes nothing up.
 */
export const wikipediaStub = `
def wikipedia_search(query: str) -> str:
    return (
        "[wikipedia_search is not available here: this evaluation runs without a network, "
        "so nothing was searched for " + repr(str(query)[:100]) + "]"
    )
`.trim();
