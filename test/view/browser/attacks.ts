/** What a model might say to a page that shows it, and what of it must be read as text. */
export type Attack = {
  readonly name: string;
  readonly text: string;
  /** Stands on the page as it does here. */
  readonly seen: string;
};

const hacked = 'globalThis.hacked=1';
const far = 'http://attacker.invalid/';

export const attacks: readonly Attack[] = [
  { name: 'script', text: `<script>${hacked}</script>`, seen: `<script>${hacked}</script>` },
  {
    name: 'script-end',
    text: `</script></style></title><script>${hacked}</script>`,
    seen: '</script></style>',
  },
  { name: 'handler', text: `<img src=x onerror="${hacked}">`, seen: `<img src=x onerror="${hacked}">` },
  {
    name: 'svg',
    text: `<svg onload="${hacked}"><script>${hacked}</script><image href="${far}a.png"/></svg>`,
    seen: '<svg onload=',
  },
  { name: 'link', text: `[press me](javascript:${hacked})`, seen: `(javascript:${hacked})` },
  { name: 'far-link', text: `[press me](${far} "title") and <${far}auto>`, seen: `(${far})` },
  {
    name: 'picture',
    text: `![alt words](${far}pixel.png) ![other][1]\n\n[1]: ${far}other.png`,
    seen: `(${far}pixel.png)`,
  },
  {
    name: 'frame',
    text: `<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>`,
    seen: '<iframe srcdoc=',
  },
  {
    name: 'form',
    text: `<form action="${far}"><input autofocus onfocus="${hacked}"></form>`,
    seen: '<form action=',
  },
  {
    name: 'style',
    text: `<style>@import "${far}s.css"; body { display: none }</style>`,
    seen: '<style>@import',
  },
  {
    name: 'meta',
    text: `<meta http-equiv="refresh" content="0;url=${far}"><base href="${far}">`,
    seen: '<meta http-equiv=',
  },
  {
    name: 'formula',
    text: `$\\href{javascript:${hacked}}{x}$ and $\\includegraphics{${far}f.png}$ and $\\htmlStyle{position:fixed}{y}$`,
    seen: '\\includegraphics',
  },
  {
    name: 'endless-formula',
    text: '$\\def\\a{\\a\\a}\\a$ and $\\rule{99999em}{99999em}$ and $'.concat(
      '{'.repeat(3000),
      '}'.repeat(3000),
      '$',
    ),
    seen: '\\def\\a',
  },
  {
    name: 'fence',
    text: `\`\`\`python"><img src=x onerror=${hacked}>\nprint("</pre><script>${hacked}</script>")\n\`\`\``,
    seen: '</pre><script>',
  },
  { name: 'bidi', text: 'access \u202e level \u2066 admin\u2069 \u200b\u200b zero', seen: 'U+202E' },
  { name: 'control', text: 'a\u0000b\u001b[31mred\u0007 \ud800 lone', seen: 'U+001B' },
  {
    name: 'deep',
    text: `${'>'.repeat(3000)} deep\n\n${'- '.repeat(1500)}deep\n\n${'*['.repeat(3000)}`,
    seen: 'deep',
  },
  {
    name: 'table',
    text: `| a | <script>${hacked}</script> |\n|---|---|\n| 1 | [x](javascript:${hacked}) |`,
    seen: '<script>',
  },
  { name: 'entity', text: '&lt;script&gt; &#x6A;avascript &copy; &#0;', seen: '<script> javascript ©' },
  { name: 'endless-emphasis', text: '*_'.repeat(25_000), seen: '*_*_' },
  { name: 'prototype', text: '__proto__ constructor toString', seen: 'constructor toString' },
  { name: 'million', text: `start ${'x'.repeat(1_000_000)} the end`, seen: 'start xxx' },
  { name: 'lines', text: `first line\n${'line\n'.repeat(60_000)}last line`, seen: 'first line' },
];
