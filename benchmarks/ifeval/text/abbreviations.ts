const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Abbreviations behind which NLTK's English model ends no sentence. It knows neither `e.g.` nor `i.e.` nor `etc.` */
export const abbreviations: ReadonlySet<string> = setOf(
  `mr mrs ms messrs dr prof st jr sr gen lt col maj adm sen rep reps vs inc ltd co cos corp bros cie
  jan feb aug sep sept oct nov dec tues wed fri a.m p.m yr ave ft mg vt va pa ga fla calif conn colo ill kan ky mich
  minn okla ore tenn wash wis ala ariz nev a.d u.s u.k u.n u.s.a u.s.s.r d.c l.a n.c n.h n.j n.m n.v n.y s.c n.d w.va
  a.g s.a s.g s.p.a b.v ph.d m.b.a
  c d e f g h k l m n p r s t v w`,
);

/** Words that, with a capital behind an abbreviation or dots, begin a sentence. */
export const sentenceStarters: ReadonlySet<string> = setOf(
  `the in he but it this these they i her if when while since although however so there here some many most both yes
  yesterday meanwhile such among under despite yet instead still even please`,
);

/** Common words that are no names: a capital on one of them says that a sentence begins. */
export const commonWords: ReadonlySet<string> = setOf(
  `a an and are as at be because before by can could do does did each every for from get give go had has have his how
  into is its keep let like make may might more must my need no not now of on once one only or other our out over read
  see she should take than that their them then to try two up use very was we were what where which who why will with
  without work would write you your after all also any about first last next new old good great people time way day
  year life world`,
);
