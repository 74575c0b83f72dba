/**
 * Remembers what is reckoned from two objects that never change and an instant: wall clocks are slow to read, and people who
 * are enrolled together ask the same of them. What is remembered goes when one of its objects does.
 *
 * @param atMost  instants of a pair; more of them begin anew
 */
export function rememberBy<First extends object, Second extends object, Value>(
  atMost: number,
): (first: First, second: Second, key: number | string, reckon: () => Value) => Value {
  const kept = new WeakMap<First, WeakMap<Second, Map<number | string, Value>>>();
  return (first, second, key, reckon) => {
    const ofFirst = kept.get(first) ?? new WeakMap<Second, Map<number | string, Value>>();
    kept.set(first, ofFirst);
    const values = ofFirst.get(second) ?? new Map<number | string, Value>();
    ofFirst.set(second, values);
    const known = values.get(key);
    if (known !== undefined) return known;
    const value = reckon();
    if (values.size >= atMost) values.clear();
    values.set(key, value);
    return value;
  };
}
