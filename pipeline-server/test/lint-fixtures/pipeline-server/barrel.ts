// expect oxc(no-barrel-file)
export * from './cycle-one.ts';
