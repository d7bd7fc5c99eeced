import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './folder.ts';

/** True where a TeX with the package of the rules is installed. */
export const hasLatex =
  spawnSync('kpsewhich', ['booktabs.sty']).status === 0 && spawnSync('pdflatex', ['--version']).status === 0;

/**
 * Compiles the text in a document of its own.
 * @returns what pdflatex said; throws when it found an error
 */
export const compileLatex = (body: string): { readonly log: string; readonly pdf: string } => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'table.tex'),
    [
      '\\documentclass{article}',
      '\\usepackage[paperwidth=40cm,paperheight=30cm,margin=1cm]{geometry}',
      '\\usepackage{booktabs}',
      '\\begin{document}',
      '\\noindent',
      body,
      '\\end{document}',
    ].join('\n'),
  );
  const args = ['-no-shell-escape', '-interaction=nonstopmode', '-halt-on-error', 'table.tex'];
  const { status, stdout: log } = spawnSync('pdflatex', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`pdflatex ended with ${status}:\n${log.slice(-2000)}`);
  return { log, pdf: join(folder, 'table.pdf') };
};
