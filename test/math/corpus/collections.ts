import { family } from './family.ts';

export const collections = [
  family(
    'lists',
    String.raw`
    1, 2, 3 ;; 3,2,1 ;; 1,2,3 ;; 2, 1, 3 ;; 1; 2; 3 ;; 1, 2 and 3 ;; 1, 2, \text{ and } 3 ;; 1,2,\text{ or }3 ;; \{1, 2, 3\} ;; 1, 2, 3, 3 ;; \frac{2}{2}, \sqrt{4}, 3.0 ;; $1, 2, 3$ ;; $1$, $2$, $3$ ;; 1,\ 2,\ 3
    1, 2 ;; 2,1 ;; 1 and 2 ;; 1 \text{ or } 2 ;; 1\text{ and }2 ;; 1 or 2
    1, 2, 4
    1, 2, 3, 4
    1, 2, -3
    1
    3
    \frac{5}{2}, -3 ;; -3, \frac{5}{2} ;; -3, 2.5
    \frac{5}{2}, 3
    3i, -3i ;; -3i, 3i
    2+\sqrt{3}, 2-\sqrt{3} ;; 2-\sqrt{3}, 2+\sqrt{3}
    x, y ;; y, x
    x, z`,
  ),
  family(
    'plus-minus',
    String.raw`
    1 \pm \sqrt{19} ;; 1 + \sqrt{19}, 1 - \sqrt{19} ;; 1-\sqrt{19}, 1+\sqrt{19} ;; 1 ± \sqrt{19} ;; \{1 \pm \sqrt{19}\} ;; 1 \mp \sqrt{19} ;; \frac{2 \pm 2\sqrt{19}}{2}
    1 + \sqrt{19}
    1 - \sqrt{19}
    1 \pm \sqrt{17}
    -1 \pm \sqrt{19}
    \pm 3 ;; 3, -3 ;; -3, 3 ;; ±3 ;; +/-3
    3
    -3
    \pm 2, \pm 1 ;; 1, -1, 2, -2
    x = \pm 5 => 5, -5
    5, -5 => x = \pm 5
    5, -5 =/=> 5
    5 =/=> \pm 5`,
  ),
  family(
    'sets',
    String.raw`
    \{1, 2\} ;; \{2, 1\} ;; \left\{1, 2\right\} ;; \{1,2,2\} ;; \lbrace 1, 2 \rbrace ;; 1, 2
    \{1, 3\}
    \{1, 2, 3\}
    \{1\} ;; 1
    \emptyset ;; \varnothing ;; \{\} ;; ∅ ;; \{ \}
    \{0\} ;; 0
    \{(1,2), (3,4)\} ;; \{(3,4), (1,2)\} ;; (1,2), (3,4) ;; (3,4),(1,2)
    \{(2,1), (3,4)\}`,
  ),
  family(
    'tuples and vectors',
    String.raw`
    (1, 2) ;; (1,2) ;; \left( 1, 2 \right) ;; (1.0, \frac{4}{2}) ;; \langle 1, 2 \rangle ;; \begin{pmatrix} 1 \\ 2 \end{pmatrix} ;; \left(1,\ 2\right)
    (2, 1)
    (1, -2)
    [1, 2]
    (1, 2]
    [1, 2)
    (1, 3)
    (1, 2, 3) ;; [1, 2, 3] ;; \langle 1, 2, 3 \rangle ;; \begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix} ;; \begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix}
    (1, 2, 3) => \begin{pmatrix} 1 & 2 & 3 \end{pmatrix}
    \begin{pmatrix} 1 & 2 & 3 \end{pmatrix} =/=> \begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix}
    (1, 3, 2)
    (1, 2, 3, 4)
    \left( \frac{\pi}{2}, \sqrt{2} \right) ;; (\pi/2, \sqrt2) ;; (0.5\pi, \frac{2}{\sqrt{2}})
    \left( \sqrt{2}, \frac{\pi}{2} \right)
    (1, 2) => (x, y) = (1, 2)
    (x, y) = (1, 2) => (1, 2)
    (1, 2) => x = 1, y = 2
    (1, 2) =/=> x = 2, y = 1
    (1, 2) =/=> 2, 1
    (1, 2) =/=> 1
    (a, b, c) = (1, 2, 3) => (1, 2, 3)`,
  ),
  family(
    'matrices',
    String.raw`
    \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} ;; \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} ;; \begin{pmatrix}1&2\\3&4\end{pmatrix} ;; \begin{pmatrix}1&2\3&4\end{pmatrix} ;; \left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right] ;; \left(\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix}\right) ;; \begin{pmatrix} 1 & 2 \\ 3 & 4 \\ \end{pmatrix} ;; \begin{pmatrix} 1.0 & \frac{4}{2} \\ \sqrt{9} & 2^2 \end{pmatrix} ;; \left(\begin{smallmatrix} 1 & 2 \\ 3 & 4 \end{smallmatrix}\right)
    \begin{pmatrix} 1 & 3 \\ 2 & 4 \end{pmatrix}
    \begin{pmatrix} 1 & 2 \\ 3 & 5 \end{pmatrix}
    \begin{pmatrix} 1 & 2 & 3 & 4 \end{pmatrix}
    \begin{pmatrix} 1 & 2 \\ 3 & -4 \end{pmatrix}
    \begin{pmatrix} 1/\sqrt{2} \\ 0 \end{pmatrix} ;; \begin{pmatrix} \frac{\sqrt{2}}{2} \\ 0 \end{pmatrix} ;; \begin{bmatrix} \dfrac{1}{\sqrt{2}} \\[1ex] 0 \end{bmatrix}
    \begin{pmatrix} 0 \\ 1/\sqrt{2} \end{pmatrix}
    \begin{pmatrix} 1/2 \\ 3 \\ 4 \end{pmatrix} ;; (0.5, 3, 4)

    \begin{pmatrix} 4 & 7 \\ 1 & 9 \end{pmatrix} => \begin{pmatrix} 1 & 7 \\ 0 & 5 \end{pmatrix} + \begin{pmatrix} 3 & 0 \\ 1 & 4 \end{pmatrix}
    \begin{pmatrix} 4 & 7 \\ 1 & 9 \end{pmatrix} =/=> \begin{pmatrix} 1 & 7 \\ 0 & 5 \end{pmatrix} - \begin{pmatrix} 3 & 0 \\ 1 & 4 \end{pmatrix}
    \begin{pmatrix} 4 & 7 \\ 1 & 9 \end{pmatrix} =/=> \begin{pmatrix} 4 & 7 \\ 1 & 8 \end{pmatrix} + \begin{pmatrix} 0 & 0 \end{pmatrix}
    \begin{pmatrix} 7 \\ 4 \end{pmatrix} => \begin{pmatrix} 1 & 2 \\ 0 & 4 \end{pmatrix} \begin{pmatrix} 5 \\ 1 \end{pmatrix}
    \begin{pmatrix} 7 \\ 4 \end{pmatrix} =/=> \begin{pmatrix} 1 & 0 \\ 2 & 4 \end{pmatrix} \begin{pmatrix} 5 \\ 1 \end{pmatrix}
    \begin{pmatrix} 2 & 1 \\ 1 & 1 \end{pmatrix} => \begin{pmatrix} 1 & 1 \\ 0 & 1 \end{pmatrix} \begin{pmatrix} 1 & 0 \\ 1 & 1 \end{pmatrix}
    \begin{pmatrix} 2 & 1 \\ 1 & 1 \end{pmatrix} =/=> \begin{pmatrix} 1 & 0 \\ 1 & 1 \end{pmatrix} \begin{pmatrix} 1 & 1 \\ 0 & 1 \end{pmatrix}
    \begin{pmatrix} 3/2 \\ -3k \end{pmatrix} => \frac{3}{2} \begin{pmatrix} 1 \\ -2k \end{pmatrix}
    \begin{pmatrix} -1 \\ 2k \end{pmatrix} => -\begin{pmatrix} 1 \\ -2k \end{pmatrix}
    \begin{pmatrix} 1 \\ 2 \end{pmatrix} =/=> M \begin{pmatrix} 1 \\ 2 \end{pmatrix}`,
  ),
  family(
    'several solutions',
    String.raw`
    a = 3, b = 8; a = 4, b = 6 => (3, 8), (4, 6)
    (3, 8), (4, 6) => a = 3, b = 8 \text{ or } a = 4, b = 6
    (3, 8), (4, 6) => a = 4 and b = 6 or a = 3 and b = 8
    a = 3, b = 8; a = 4, b = 6 => a = 4, b = 6; a = 3, b = 8
    a = 3, b = 8; a = 4, b = 6 =/=> a = 3, b = 6; a = 4, b = 8
    a = 3, b = 8; a = 4, b = 6 =/=> b = 3, a = 8; b = 4, a = 6
    a = 3, b = 8; a = 4, b = 6 =/=> (8, 3), (6, 4)
    a = 3, b = 8; a = 4, b = 6 =/=> (3, 8)
    a = 3, b = 8; a = 4, b = 6 =/=> a = 3, b = 8
    (3, 8), (4, 6) =/=> a = 3, b = 6; a = 4, b = 8
    3, 8 => a = 3 or a = 8`,
  ),
  family(
    'intervals',
    String.raw`
    (2, \infty) ;; (2, +\infty) ;; (2,\infty) ;; x > 2 ;; x \in (2, \infty) ;; 2 < x ;; \left(2, \infty\right) ;; (2, ∞) ;; 2x > 4 ;; x - 2 > 0 ;; -x < -2 ;; \{x | x > 2\} ;; \{x \mid x > 2\} ;; (2, inf)
    [2, \infty) ;; x \ge 2 ;; x \geq 2 ;; x >= 2 ;; 2 \le x ;; x ≥ 2 ;; x \geqslant 2
    (-\infty, 2) ;; x < 2 ;; 2 > x
    (-\infty, 2] ;; x \le 2 ;; x \leq 2
    (3, \infty)
    [-2, 7] ;; x \in [-2, 7] ;; -2 \le x \le 7 ;; -2 \leq x \leq 7 ;; 7 \ge x \ge -2 ;; \left[-2, 7\right] ;; [-2,7.0]
    (-2, 7) ;; -2 < x < 7
    [-2, 7) ;; -2 \le x < 7
    (-2, 7] ;; -2 < x \le 7
    [-7, 2]
    (-\infty, 3) \cup (5, \infty) ;; (5, \infty) \cup (-\infty, 3) ;; x < 3 \text{ or } x > 5 ;; x < 3, x > 5 ;; (-\infty,3)∪(5,\infty) ;; x \in (-\infty, 3) \cup (5, \infty) ;; (-inf, 3) U (5, inf)
    (-\infty, 3] \cup (5, \infty)
    (-\infty, 3) \cup (5, 6)
    (-\infty, 3) \cap (5, \infty)
    (-\infty, 3) \cup (3, \infty) ;; x \neq 3 ;; x \ne 3 ;; (3,\infty) \cup (-\infty,3) ;; \mathbb{R} \setminus \{3\}
    (-\infty, \infty) ;; (-\infty, +\infty) ;; \mathbb{R} ;; \text{all real numbers}
    [0, 1) \cup (1, 2] ;; (1, 2] \cup [0, 1)
    (\frac12, \frac32] ;; (0.5, 1.5]
    (0, \sqrt{2}) ;; 0 < x < \sqrt{2}
    x > 2 =/=> y > 2`,
  ),
  family(
    'inequalities in several variables',
    String.raw`
    x + y > 2 ;; y + x > 2 ;; 2 < x + y ;; 2x + 2y > 4 ;; x + y - 2 > 0 ;; -x - y < -2 ;; y > 2 - x
    x + y \ge 2 ;; 2 \le x + y
    x + y < 2
    x - y > 2
    x + y > 3
    x + z > 2
    2 < g(t) < 5 => (2, 5)
    2 < g(t) < 5 =/=> [2, 5)
    2 < g(t) < 5 =/=> 2 < g(s) < 5
    f(1) < f(3) ;; f(3) > f(1) ;; 2f(1) < 2f(3)
    f(2) < f(6)
    f(1) < f(2) < f(3)
    f(1) < f(2) < f(4)
    f(5) < f(2) < f(3)`,
  ),
  family(
    'ratios',
    String.raw`
    1:2 ;; 1 : 2 ;; 1 \text{ to } 2 ;; 1 to 2 ;; 2:4 ;; 1\colon 2 ;; 3 : 6
    2:1 ;; 2 to 1
    1:3
    1:2:3 ;; 2:4:6 ;; 1 : 2 : 3
    1:3:2
    9:2 => \frac{9}{2}
    9:2 => 9/2
    9:2 =/=> 4.5
    9:2 =/=> 2:9
    9/2 => 9:2
    S_{ABC} : S_{DEF} = 4 : 9 => 4:9
    S_{ABC} : S_{DEF} = 4 : 9 =/=> 9:4
    V_1:V_2 = 2:3 => \frac{2}{3}`,
  ),
];
