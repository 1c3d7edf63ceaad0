package dev.ectoscope.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ectoscope.review.Review;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The review as JSON, and back. The records are the contract, nothing is renamed or left out. */
public final class JsonReport {

  public String write(Review review) {
    StringWriter text = new StringWriter();
    try {
      write(review, text);
    } catch (IOException e) {
      throw new UncheckedIOException("The review cannot be written as JSON", e);
    }
    return text.toString();
  }

  /**
   * The same into {@code text}, which is not closed: that of a large log has tens of megabytes.
   *
   * @throws IOException when {@code text} throws it
   */
  public void write(Review review, Writer text) throws IOException {
    ReviewJson.write(review, text);
  }

  public Review read(Path file) {
    try {
      return read(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what {@link #write} wrote; unknown properties of a newer version are skipped. */
  public Review read(String json) {
    Review review = parse(json);
    if (review == null || review.schema() == null || !review.schema().equals(Review.SCHEMA)) {
      String found = review == null || review.schema() == null ? "none" : review.schema();
      throw new UnreadableReview(
          "Not a review this version reads: schema is " + found + ", not " + Review.SCHEMA + ".",
          null);
    }
    return review;
  }

  private static Review parse(String json) {
    try {
      return Mapper.REVIEWS.readValue(json, Review.class);
    } catch (JsonProcessingException e) {
      throw new UnreadableReview("Not a review: " + e.getOriginalMessage(), e);
    }
  }

  /** Only who reads a review waits for it to be made. */
  private static final class Mapper {
    static final JsonMapper REVIEWS =
        JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  }
}
