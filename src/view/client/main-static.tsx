import { render } from 'preact';
import { App } from './app.tsx';
import { fileSource } from './source/files.ts';

const place = document.getElementById('app');
if (place !== null) render(<App source={fileSource()} />, place);
