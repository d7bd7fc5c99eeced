import type { ElementContent, Root } from 'hast';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import { createLowlight } from 'lowlight';
import type { ComponentChildren } from 'preact';
import { Pieces } from '../text/foreign.tsx';

const languages = createLowlight({
  ...{ bash, c, cpp, go, java, javascript, json, python, rust, sql, typescript },
});

/** The program as elements, each with the class of what it is; null for a language that is not here. */
export const coloured = (text: string, language: string | null): ComponentChildren => {
  const name = (language ?? '').toLowerCase();
  if (!languages.registered(name)) return null;
  return children(languages.highlight(name, text));
};

const children = (node: Root | Extract<ElementContent, { type: 'element' }>): ComponentChildren =>
  node.children.map((child, index) => {
    if (child.type === 'text') return <Pieces key={index} text={child.value} />;
    if (child.type !== 'element') return null;
    const { className } = child.properties;
    return (
      <span key={index} class={Array.isArray(className) ? className.join(' ') : undefined}>
        {children(child)}
      </span>
    );
  });
