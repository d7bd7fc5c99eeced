import { render } from 'preact';
import { App } from './app.tsx';
import { httpSource } from './source/http.ts';

const place = document.getElementById('app');
if (place !== null) render(<App source={httpSource()} />, place);
