export type { RunChoices } from './run-choices.ts';
export { type ChoiceSheetOptions, choiceLabel, choiceSheet, type PrintedChoices } from './sheet.ts';
