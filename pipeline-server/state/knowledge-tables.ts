/** Tables of the embedded store of knowledge. */
export interface KnowledgeTables {
  readonly knowledge_collections: {
    readonly name: string;
    readonly embedder: string;
    readonly dimensions: number;
    readonly generation: number;
    /** 1 once it is whole. */
    readonly is_whole: number;
    readonly revision: number;
  };
  readonly knowledge_documents: {
    readonly collection: string;
    readonly document_id: string;
    readonly source_id: string;
    readonly path: string;
    readonly sha256: string;
    readonly recipe: string;
    readonly chunks: number;
    readonly revision: number;
    /** The facts of the document. */
    readonly json: string;
  };
  readonly knowledge_chunks: {
    readonly collection: string;
    readonly document_id: string;
    readonly position: number;
    readonly id: string;
    /** The chunk without its document. */
    readonly json: string;
    /** IEEE 754 single precision, little-endian. */
    readonly vector: Uint8Array;
  };
}
