import { family } from './family.ts';

export const statements = [
  family(
    'name = value',
    String.raw`
    x = 5 => 5
    5 => x = 5
    5 => x=5
    5 => 2 + 3 = 5
    5 => x = 2 + 3 = 5
    5 => a + b = 5
    5 => \text{Area} = 5
    5 => Area = 5
    5 => f(2) = 5
    5 => AB = 5
    5 => \angle A = 5^\circ
    5 => x = 5 \text{ cm}
    5 => S_{10} = 5
    5 => x = 5.0
    5 => 4.9 + 0.1 = 5 \approx 5.1
    x = 5 => x = 5.0
    x = 5 => x=\frac{10}{2}
    x = 5 => 5 = x
    b = 4 => 4
    x = 5 =/=> y = 5
    x = 5 =/=> x = 6
    x = 5 =/=> 6
    x = 5 =/=> x
    5 =/=> x = 6
    5 =/=> x = -5
    5 =/=> 5 = x
    5 =/=> 5 + x = 7
    f(x) = 2x + 1 => 2x + 1
    f(x) = 2x + 1 => y = 2x + 1
    f(x) = 2x + 1 =/=> 2x - 1
    2x + 1 => f(x) = 2x + 1
    2x + 1 => y = 1 + 2x
    x = 1, y = 2 => y = 2, x = 1
    x = 1, y = 2 =/=> x = 2, y = 1
    x = 1, y = 2 => 1, 2
    x = 1, y = 2 =/=> 2, 1
    1, 2 => x = 1, x = 2
    1, 2 => x = 1 \text{ or } x = 2
    1, 2 => x = 1, 2
    1, 2 =/=> x = 1
    1, 2 =/=> x = 1, x = 3
    \frac{AB}{CD} = \frac{3}{7} => \frac{3}{7}
    \frac{NO}{AB} = 2 => 2
    \frac{AB}{CD} = \frac{3}{7} =/=> \frac{7}{3}
    17 => n \approx 17
    17 =/=> n \approx 18
    17 =/=> 16.8 \approx 17`,
  ),
  family(
    'equations',
    String.raw`
    y = 2x + 3 ;; y=2x+3 ;; 2x - y + 3 = 0 ;; y - 2x = 3 ;; 2y = 4x + 6 ;; y = 3 + 2x ;; -y = -2x - 3 ;; 2x + 3 = y
    y = 2x - 3
    y = 3x + 2
    y = -2x + 3
    x = 2y + 3
    x^2 + y^2 = 13 ;; y^2 + x^2 = 13 ;; x^2 + y^2 - 13 = 0 ;; 13 = x^2 + y^2 ;; 2x^2 + 2y^2 = 26
    x^2 + y^2 = 12
    x^2 - y^2 = 13
    \frac{x^2}{16} - \frac{y^2}{9} = 1 ;; 9x^2 - 16y^2 = 144 ;; \frac{x^2}{16} = 1 + \frac{y^2}{9}
    \frac{x^2}{9} - \frac{y^2}{16} = 1
    20x + 23y + 26z - 69 = 0 ;; 69 = 20x + 23y + 26z
    20x + 23y + 26z + 69 = 0
    x^2 + y^2 = 13 =/=> 13
    x^2 + y^2 = 13 =/=> x^2 + y^2
    x^2 + 1 = y^3 =/=> x^2 + 1
    13 => x^2 + y^2 = 13`,
  ),
  family(
    'text answers',
    String.raw`
    \text{Evelyn} ;; Evelyn ;; evelyn ;; \text{ Evelyn } ;; \textbf{Evelyn} ;; Evelyn. ;; \mathrm{Evelyn} ;; \mbox{Evelyn} ;; EVELYN ;; \text{Evelyn.}
    \text{Briana}
    \text{Evely}
    \text{Angela, Briana}
    \text{odd} ;; odd ;; Odd
    \text{even} ;; even
    \text{neither} ;; neither
    \text{east} ;; east
    \text{seat} ;; seat
    \text{July 20} ;; July 20
    \text{June 20} ;; june 20
    \text{June 21}
    \text{two hyperbolas} ;; two hyperbolas
    \text{no solution} ;; no solution
    5
    five
    yes ;; Yes ;; \text{yes}
    no ;; No ;; \text{No}
    on`,
  ),
  family(
    'choice letters',
    String.raw`
    B ;; (B) ;; \text{B} ;; \text{(B)} ;; (\text{B}) ;; \mathrm{B} ;; {B} ;; \textbf{(B)}
    C ;; (C) ;; \text{(C)}
    D ;; \textbf{D}
    B => B) 12
    B => (B) 12
    B => B. twelve
    B => \text{(B)}\ 12
    \text{(B)} => (B) \frac{1}{2}
    B =/=> (C) B
    d => d) the third of the angles
    d => d) \frac{3}{4} m^2
    d =/=> b) the third of the angles
    d =/=> d)(b)
    d =/=> D) the third of the angles
    B =/=> B + 1
    B =/=> AB
    B =/=> Blue
    B =/=> (B)(C)
    \text{B, E, G} => B, E, G
    \text{B, E, G} => G, B, E
    \text{B, E, G} =/=> B, E`,
  ),
  family(
    'times of the day',
    String.raw`
    \text{1:03 PM} ;; 1:03 PM ;; 1:03 p.m. ;; 1:03\text{ PM} ;; 1:03 pm
    1:03 AM
    1:30 PM
    \text{1:03 PM} => 1:03
    4:30 p.m. => 4:30
    4:30 p.m. =/=> 4:03
    16:20 => 4:20 PM
    16:20 =/=> 4:20 AM
    4:20 PM => 16:20
    7:05 => 7:05:00
    11:00 =/=> 1:00
    12:30 PM => 12:30
    12:30 AM => 0:30`,
  ),
  family(
    'infinity and nothing',
    String.raw`
    \infty ;; +\infty ;; ∞ ;; infinity ;; \text{infinity}
    -\infty ;; -∞
    0
    \emptyset
    10^{400}`,
  ),
  family(
    'angles, segments and decorations',
    String.raw`
    \overline{CD} ;; CD ;; \overline{DC}
    \overline{CE}
    \angle ABC
    \overline{z}
    z`,
  ),
  family(
    'text that is no answer',
    String.raw`
    5 =/=> 5 is wrong
    5 =/=> not 5
    5 =/=> 5 or 6
    5 =/=> I do not know
    5 =/=> x
    5 =/=> 5x
    5 =/=> \text{five}
    5 =/=> 1/0
    5 =/=> \frac{5}{0}
    5 =/=> 0/0
    0 =/=> 0/0
    1 =/=> 0^0
    1 =/=> \infty - \infty
    5 =/=> \infty
    5 =/=> undefined
    5 =/=> __import__('os')
    5 =/=> process.exit(1)
    5 =/=> constructor
    5 =/=> __proto__
    toString =/=> valueOf
    5 =/=> \frac{5
    5 =/=> (5
    5 =/=> 5)
    5 =/=> 5 = 5 = 6
    5 =/=> \sqrt{}
    5 =/=> 5 5
    5 =/=> --5 + 
    2 =/=> 1 + + 2`,
  ),
];
