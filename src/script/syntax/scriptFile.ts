/** Whether a file is a Python script or a notebook, by its name. */
export function isScriptFile(file: string): boolean {
  return /\.(pyw?|ipynb)$/i.test(file);
}
