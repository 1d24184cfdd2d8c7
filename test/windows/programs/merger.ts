import { mergeLibrary, type MergeInput } from '../../../src/library/merge';
import { input, say } from '../../store/programs/input';

say('merging');
mergeLibrary(input<MergeInput>(), (step) => step && say(step));
say('merged');
