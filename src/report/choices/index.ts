export {
  type ChoiceSheetOptions,
  choiceLabel,
  choiceSheet,
  type PrintedChoices,
  type RunChoices,
} from './sheet.ts';
