import { type OnnxModel, openOnnxModel } from './onnx-model.ts';

/** Texts for the model of a folder. It crosses threads, so it is data alone. */
export interface EmbeddingTask {
  readonly folder: string;
  readonly texts: readonly string[];
}

const models = new Map<string, Promise<OnnxModel>>();

/** Makes vectors in the thread that it is called in; a model that could not be opened is tried again. */
export default async function embedHere({
  folder,
  texts,
}: EmbeddingTask): Promise<readonly Float32Array[]> {
  const opening = models.get(folder) ?? openOnnxModel(folder);
  models.set(folder, opening);
  try {
    return await (await opening).embed(texts);
  } catch (error) {
    models.delete(folder);
    throw error;
  }
}
