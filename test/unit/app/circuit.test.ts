import { expect, test } from 'vitest';
import { createCircuit } from '../../../src/app/events/circuit.ts';

function circuit() {
  let nowMs = 0;
  const own = createCircuit(() => nowMs, { failures: 3, restMs: 1_000 });
  const fail = (times: number) => {
    for (let time = 0; time < times; time += 1) own.failed();
  };
  return { own, fail, pass: (ms: number) => (nowMs += ms) };
}

test('a few failures are nothing, and a success in between makes them forgotten', () => {
  const { own, fail } = circuit();
  fail(2);
  own.succeeded();
  fail(2);
  expect(own.mayCall()).toBe(true);
  fail(1);
  expect(own.mayCall()).toBe(false);
});

test('after its rest one call goes through, and what comes of it decides', () => {
  const { own, fail, pass } = circuit();
  fail(3);
  pass(999);
  expect(own.mayCall()).toBe(false);
  pass(1);
  expect([own.mayCall(), own.mayCall()]).toEqual([true, false]);
  fail(1);
  pass(999);
  expect(own.mayCall()).toBe(false);
  pass(1);
  expect(own.mayCall()).toBe(true);
  own.succeeded();
  expect([own.mayCall(), own.mayCall()]).toEqual([true, true]);
});

test('who is let through and never comes back lets another one through later', () => {
  const { own, fail, pass } = circuit();
  fail(3);
  pass(1_000);
  expect(own.mayCall()).toBe(true);
  pass(1_000);
  expect(own.mayCall()).toBe(true);
});
