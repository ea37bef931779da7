/** Loads the sample application. */
export function LoadSample() {
  return null
}
