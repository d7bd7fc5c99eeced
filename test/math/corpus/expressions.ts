import { family } from './family.ts';

export const expressions = [
  family(
    'roots',
    String.raw`
    2\sqrt{3} ;; \sqrt{12} ;; 2 \sqrt 3 ;; 2\sqrt3 ;; \sqrt{3} \cdot 2 ;; \frac{6}{\sqrt{3}} ;; \sqrt{4 \cdot 3} ;; 2*sqrt(3) ;; 2√3 ;; √12 ;; 2 \cdot 3^{1/2} ;; 12^{\frac{1}{2}} ;; \sqrt[2]{12}
    3\sqrt{2} ;; \sqrt{18}
    \sqrt[3]{12} ;; 12^{1/3}
    \sqrt{13}
    2 + \sqrt{3}
    \sqrt[3]{-8} ;; -2 ;; -\sqrt[3]{8}
    \sqrt[3]{2} ;; 2^{1/3} ;; 2^{\frac13}
    \sqrt{2}
    \frac{\sqrt{2}}{2} ;; \frac{1}{\sqrt{2}} ;; \sqrt{\frac{1}{2}} ;; \sqrt{0.5} ;; \frac{1}{2}\sqrt{2} ;; \sqrt2/2
    \sqrt{5 + 2\sqrt{6}} ;; \sqrt{2} + \sqrt{3} ;; \sqrt{3} + \sqrt{2}
    \sqrt{5 + 2\sqrt{7}}
    \frac{1}{\sqrt{2}+1} ;; \sqrt{2} - 1 ;; -1 + \sqrt{2}
    \sqrt{2} + 1
    \sqrt{16} ;; 4
    \sqrt{-4} ;; 2i`,
  ),
  family(
    'powers',
    String.raw`
    2^{10} ;; 1024 ;; 2^10 ;; 2**10 ;; 4^5 ;; 32^2
    10^2 ;; 100
    2^{2005} ;; 2 \cdot 2^{2004} ;; 4^{1002.5} ;; 8^{668} \cdot 2
    2^{2004}
    2^{-3} ;; \frac{1}{8} ;; 0.125 ;; \left(\frac12\right)^3
    -2^2 ;; -4
    (-2)^2 ;; 4
    2^{3^2} ;; 512 ;; 2^9
    (2^3)^2 ;; 64
    8^{2/3} ;; 4
    27^{-\frac{1}{3}} ;; \frac13
    e^2 ;; e^{2} ;; \exp(2) ;; \exp 2 ;; e \cdot e
    e^3`.replace('    8^{2/3} ;; 4\n', ''),
  ),
  family(
    'constants',
    String.raw`
    2\pi ;; 2 \pi ;; \pi \cdot 2 ;; 2π ;; 2pi ;; 2 pi ;; 2*pi ;; \frac{4\pi}{2} ;; \pi + \pi ;; 6.28318530718
    \pi^2 ;; \pi \cdot \pi
    \frac{\pi}{2} ;; \pi/2 ;; 0.5\pi ;; \frac12 \pi ;; \frac{1}{2}\pi
    3\pi
    2\pi + 1 ;; 1 + 2\pi
    2e ;; e + e
    6.28
    \frac{22}{7}
    99\pi - 1 ;; -1 + 99 \pi
    2^3 \cdot 5^2 => 2^3 5^2
    2^3 \cdot 5^2 \cdot 7 => 2^3 5^2 7
    2^3 \cdot 5 => 2^3 5
    200 =/=> 2^3 52`,
  ),
  family(
    'logarithms',
    String.raw`
    \ln 2 ;; \ln(2) ;; \ln{2} ;; \log_e 2 ;; -\ln \frac12 ;; \frac12 \ln 4 ;; \frac{\ln 4}{2} ;; ln(2) ;; ln 2
    \ln 3
    \log_2 8 ;; 3 ;; \log_{2}(8) ;; \log_{10} 1000
    \log_3 8
    \log_8 2 ;; \frac{1}{3}
    \log_{10} 2 ;; \frac{\ln 2}{\ln 10}
    \log 2 => \log_{10} 2
    \log 2 => \ln 2
    \log 2 =/=> \log_{3} 2
    \ln 6 => \ln 2 + \ln 3
    \ln 6 =/=> \ln 2 \cdot \ln 3
    \log_2 3 + \log_2 5 => \log_2 15
    \log x^2 => 2 \log x
    \ln x^2 => 2 \ln x
    \ln x^2 =/=> 2 \ln (x + 1)
    e^{\ln 5} => 5`,
  ),
  family(
    'cancellation and size',
    String.raw`
    10^{80}\sqrt{2} - 10^{80}\sqrt{2} + 1 =/=> 2
    \frac{\pi^3}{65!} + 2\pi =/=> \frac{\pi^3}{65!} + i
    \frac{\pi}{65!} =/=> \frac{2\pi}{65!}
    \frac{2\pi}{65!} => \frac{\pi}{65!} \cdot 2
    \frac{1}{\sin \pi} =/=> \frac{2}{\sin \pi}
    \sqrt{10^{12} + 1} =/=> 10^6
    \sqrt{2} + 10^{-20} =/=> \sqrt{2}
    \sin^2 1 + \cos^2 1 => 1
    \sin^2 1 + \cos^2 1 =/=> 0
    (\sqrt{2} - 1)^{20} => \frac{1}{(\sqrt{2}+1)^{20}}
    \tan 1 \cdot \cot 1 => 1
    2^{\frac12} \cdot 2^{\frac12} - 2 => 0
    \pi - 3 =/=> \pi - 3.0000000000000001`,
  ),
  family(
    'trigonometry',
    String.raw`
    \sin^2 x ;; (\sin x)^2 ;; \sin^{2}(x) ;; 1 - \cos^2 x ;; \sin(x)^2 ;; \sin x \cdot \sin x ;; \frac{1 - \cos 2x}{2}
    \sin x^2 ;; \sin(x^2)
    \cos^2 x
    \sin 2x ;; \sin(2x) ;; 2 \sin x \cos x ;; 2\sin(x)\cos(x)
    \tan x ;; \tanx ;; \frac{\sin x}{\cos x} ;; \sin x / \cos x ;; \frac{1}{\cot x}
    \cot x
    \sec x ;; \frac{1}{\cos x}
    \arcsin x ;; \sin^{-1} x ;; \sin^{-1}(x) ;; asin(x)
    \frac{1}{\sin x} ;; \csc x ;; (\sin x)^{-1}
    \arctan 1 ;; \frac{\pi}{4} ;; \tan^{-1} 1 ;; \arcsin \frac{\sqrt{2}}{2}
    \cos \frac{2\pi}{3} ;; -\frac{1}{2}
    \cos \frac{\pi}{3} ;; \frac12
    \sin 1
    \sin 75^\circ ;; \frac{\sqrt{6}+\sqrt{2}}{4}
    \frac{\sqrt{6}-\sqrt{2}}{4} ;; \sin 15^\circ`,
  ),
  family(
    'whole-number functions',
    String.raw`
    5! ;; 120 ;; 5 \cdot 4! ;; \frac{6!}{6}
    \binom{5}{2} ;; 10 ;; {5 \choose 2} ;; \dbinom{5}{2} ;; \binom53 ;; \frac{5!}{2!3!}
    \binom{6}{2} ;; 15
    \lfloor 3.7 \rfloor ;; 3 ;; \lceil 2.1 \rceil ;; \left\lfloor \pi \right\rfloor ;; ⌊3.7⌋ ;; \max(1, 3) ;; \gcd(9, 6)
    \lfloor -3.7 \rfloor ;; -4
    \operatorname{lcm}(4, 6) ;; 12 ;; \max(5, 12) ;; 2 \cdot \gcd(12, 18)
    17 \bmod 5 ;; 2 ;; \min(2, 7) ;; 17 \mod 5
    \sum_{k=1}^{10} k ;; 55 ;; \sum_{k=1}^{10} {k} ;; \frac{10 \cdot 11}{2}
    \sum_{k=0}^{4} 2^k ;; 31
    \prod_{k=1}^{5} k^2 ;; 14400 ;; (5!)^2
    |{-5}| ;; 5 ;; |5| ;; \left|-5\right| ;; \lvert -5 \rvert
    100! ;; 100 \cdot 99!
    101! ;; 101 \cdot 100!
    \binom{100}{50} ;; \binom{100}{50} \cdot 1
    \binom{100}{49}`.replace('    \\binom{100}{50} ;; \\binom{100}{50} \\cdot 1\n', '    \\binom{100}{50}\n'),
  ),
  family(
    'complex numbers',
    String.raw`
    3 + 4i ;; 4i + 3 ;; 3+4i ;; 3 + 4 i ;; 3 + 4\mathrm{i} ;; 3 + i \cdot 4 ;; 3 - 4i^3 ;; (2+i)^2
    3 - 4i
    -3 + 4i
    4 + 3i
    5 ;; |3+4i| ;; \sqrt{(3+4i)(3-4i)}
    \frac{1}{2} + \frac{\sqrt{3}}{2} i ;; e^{i\pi/3} ;; \frac{1 + i\sqrt{3}}{2} ;; \cos 60^\circ + i \sin 60^\circ ;; \frac{1+\sqrt{3}i}{2}
    -1 ;; e^{i\pi} ;; i^2 ;; e^{\pi i}
    \frac{1}{2} - \frac{\sqrt{3}}{2} i
    i ;; \frac{-1}{i} ;; e^{i \pi / 2}
    -i ;; \frac{1}{i} ;; i^3`,
  ),
  family(
    'polynomials and expressions in variables',
    String.raw`
    x^2 + 2x + 1 ;; (x+1)^2 ;; 1 + 2x + x^2 ;; x^2+2x+1 ;; (x + 1)(x + 1) ;; x(x+2)+1 ;; (1+x)^{2} ;; x^{2}+2*x+1 ;; (−1−x)^2
    x^2 + 2x - 1
    x^2 - 2x + 1 ;; (1-x)^2 ;; (x-1)^2
    y^2 + 2y + 1
    x^2 + 1
    2x + 1
    x^3 + 2x + 1
    (x-5)(x^2-4x+7) ;; x^3 - 9x^2 + 27x - 35 ;; (x^2-4x+7)(x-5)
    \frac{1}{2}x ;; \frac{x}{2} ;; x/2 ;; 0.5x ;; \frac12 x ;; x \cdot \frac12
    \frac{1}{2x}
    2x
    \frac{x^2-1}{x-1} ;; x+1 ;; 1+x
    \frac{x+2}{7} ;; (x+2)/7 ;; \frac{x}{7}+\frac{2}{7}
    ab ;; ba ;; a \cdot b ;; a*b ;; a b
    a + b ;; b + a
    a - b ;; -(b - a)
    b - a
    7x(x-1)(x-2) ;; 7x^3 - 21x^2 + 14x
    64a^6 ;; (2a)^6 ;; (8a^3)^2
    64a^5
    \frac{20}{3x} ;; \frac{20}{3}x^{-1}
    x_1 + x_2 ;; x_2 + x_{1}
    x_1 - x_2
    x_{12}
    \sqrt{x^2} ;; |x| ;; \left| x \right|
    \alpha + \beta ;; \beta + \alpha
    n! ;; n \cdot (n-1)!
    (n+1)!
    \frac{n(n+1)}{2} ;; \frac{n^2+n}{2} ;; \binom{n+1}{2}
    \frac{n(n-1)}{2} ;; \binom{n}{2}
    2^{n+1} ;; 2 \cdot 2^n
    2^{n} + 1
    a^3 + a^2
    X
    3 x y => 3 x \medspace y
    x, y => x,\quady`,
  ),
  family(
    'derivatives, integrals, limits',
    String.raw`
    \int_0^1 x^2 dx ;; \int_{0}^{1} x^2 dx ;; \int_0^1 x^2 \, dx
    \int_0^2 x^2 dx
    \lim_{x \to 0} x ;; \lim_{x\to 0} x
    \lim_{x \to 1} x
    \int_0^b x dx => \int^b_0 x dx
    \int_0^b x dx =/=> \int^0_b x dx
    \sum_{k=1}^n k => \sum^n_{k=1} k
    \lim_{t \to 2} t^2 => \lim_{t \Rightarrow 2} t^2
    \lim_{t \to 2^+} \frac{1}{t} ;; \lim_{t \to 2^{+}} \frac{1}{t}
    \lim_{t \to 2^-} \frac{1}{t} ;; \lim_{t \to 2^{-}} \frac{1}{t}
    \int t^2 + b\,dt ;; \int (b + t^2)\,dt ;; \int\left(b + t^2\right) dt
    \int t^2 - b\,dt ;; \int \left(t^2 - b\right) dt
    \int t^2\,dt + b
    \int t^2 + b\,db
    \int \frac{dt}{t} ;; \int \frac{1}{t}\,dt ;; \int t^{-1} dt ;; \int \frac{\mathrm{d}t}{t}
    \int \frac{5\,d\theta}{\theta} => \int \frac{5}{\theta}\,d\theta
    \int 4ydy ;; \int 4y\,dy ;; \int dy\,4y
    \int_2^5 4y\,dy ;; \int\limits_{2}^{5} 4y\,dy
    \int_2^5 dy ;; \int_2^5 1\,dy
    \int_2^5 \int_0^1 st\,ds\,dt => \int_{2}^{5}\int_{0}^{1} ts\,ds\,dt
    \int_2^5 st\,ds =/=> \int_2^5 st\,dt`,
  ),
  family(
    'primes and subscripts of functions',
    String.raw`
    u_3'' ;; u''_3 ;; u_{3}'' ;; u_3^{\prime\prime}
    u_3'
    u_3
    k' ;; k^\prime ;; k^{\prime}
    m'n + mn' ;; m' n + m n' ;; n'm + nm'
    mn + mn'
    2mn'
    2mn
    f_2'(t) ;; f'_2(t) ;; f_{2}'{\left(t \right)}
    f_2(t)
    g(r, s) ;; g{\left(r,s \right)} ;; g(r,s)
    g(s, r)
    h_{\phi}(t_1, t_2) => h_{\phi}{\left(t_{1},t_{2} \right)}`,
  ),
];
