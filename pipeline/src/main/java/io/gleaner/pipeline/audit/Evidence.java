package io.gleaner.pipeline.audit;

/** By what an audited picture is taken for an image of the run, the strongest first. */
public enum Evidence {
  /** Equal SHA-256. */
  EXACT,
  /** Perceptual hashes within the distance of the run's recipe. */
  PERCEPTUAL,
  /** Embeddings above a threshold. */
  NEAR
}
