type Numbers = Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Returns the memory of numbers with room for more. The system moves or copies it, and has the old one back at once. */
export function grown(numbers: Numbers, length: number): ArrayBuffer {
  return numbers.buffer.transfer(length * numbers.BYTES_PER_ELEMENT);
}
