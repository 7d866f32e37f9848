/** Features of examples, one row each. */
export interface FeatureMatrix {
  /** Row by row, `[numExamples * numFeatures]`. */
  values: Float32Array;
  numExamples: number;
  numFeatures: number;
}

/** Some rows of a matrix, in that order. */
export function rowsOf({ values, numFeatures }: FeatureMatrix, indices: readonly number[]): FeatureMatrix {
  const picked = new Float32Array(indices.length * numFeatures);
  indices.forEach((index, i) => {
    picked.set(values.subarray(index * numFeatures, (index + 1) * numFeatures), i * numFeatures);
  });
  return { values: picked, numExamples: indices.length, numFeatures };
}

/** The first columns of a matrix. */
export function firstColumns({ values, numExamples, numFeatures }: FeatureMatrix, count: number): FeatureMatrix {
  const kept = new Float32Array(numExamples * count);
  for (let i = 0; i < numExamples; i++) kept.set(values.subarray(i * numFeatures, i * numFeatures + count), i * count);
  return { values: kept, numExamples, numFeatures: count };
}

/** A matrix of rows that are all of one length. */
export function featureMatrix(rows: readonly ArrayLike<number>[]): FeatureMatrix {
  const numFeatures = rows[0]?.length ?? 0;
  const values = new Float32Array(rows.length * numFeatures);
  rows.forEach((row, i) => {
    values.set(row, i * numFeatures);
  });
  return { values, numExamples: rows.length, numFeatures };
}

/** Mean and standard deviation of every feature; 1 for one that is the same everywhere, as scikit-learn's StandardScaler. */
export function momentsOf({ values, numExamples, numFeatures }: FeatureMatrix): {
  mean: Float32Array;
  deviation: Float32Array;
} {
  const sum = new Float64Array(numFeatures);
  for (let i = 0; i < values.length; i++) sum[i % numFeatures]! += values[i]!;
  const mean = Float32Array.from(sum, (total) => total / numExamples);
  const squares = new Float64Array(numFeatures);
  for (let i = 0; i < values.length; i++) squares[i % numFeatures]! += (values[i]! - mean[i % numFeatures]!) ** 2;
  const deviation = Float32Array.from(squares, (total) => Math.sqrt(total / numExamples) || 1);
  return { mean, deviation };
}
