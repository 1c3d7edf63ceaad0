package dev.ectoscope.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.ectoscope.review.Review;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The review as JSON, and back. The records are the contract, nothing is renamed or left out. */
public final class JsonReport {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(finiteNumbers())
          .build();

  public String write(Review review) {
    try {
      return MAPPER.writeValueAsString(review) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The review cannot be written as JSON", e);
    }
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
      return MAPPER.readValue(json, Review.class);
    } catch (JsonProcessingException e) {
      throw new UnreadableReview("Not a review: " + e.getOriginalMessage(), e);
    }
  }

  private static SimpleModule finiteNumbers() {
    return new SimpleModule()
        .addSerializer(Double.class, new Finite())
        .addSerializer(double.class, new Finite());
  }

  /** JSON has no NaN and no infinity: what could not be computed is 0. */
  private static final class Finite extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    Finite() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeNumber(Double.isFinite(value) ? value : 0.0);
    }
  }
}
