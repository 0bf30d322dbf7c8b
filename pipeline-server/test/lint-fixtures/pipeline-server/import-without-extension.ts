// expect import(extensions)
import { one } from './cycle-one';

export const again = one;
