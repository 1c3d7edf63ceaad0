package dev.ectoscope.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ectoscope.review.Review;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is written by hand is what the annotated records would be written as. */
class ReviewJsonTest {

  private static final JsonMapper BY_ANNOTATIONS =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private int next = 1;

  @Test
  void aReviewWithAllItCanHold() throws Exception {
    assertIsWrittenAsAnnotated((Review) made(Review.class, true));
  }

  @Test
  void aReviewWithNothingInIt() throws Exception {
    assertIsWrittenAsAnnotated((Review) made(Review.class, false));
  }

  @Test
  void reviewsAsTheyAre() throws Exception {
    assertIsWrittenAsAnnotated(SampleReview.review().took(412));
    assertIsWrittenAsAnnotated(SampleReview.empty());
    assertIsWrittenAsAnnotated(SampleReview.mixed());
  }

  private static void assertIsWrittenAsAnnotated(Review review) throws Exception {
    assertThat(new JsonReport().write(review))
        .isEqualTo(BY_ANNOTATIONS.writeValueAsString(review) + "\n");
  }

  /** A value of a component's type: full ones differ from each other, empty ones say nothing. */
  private Object made(Type type, boolean full) throws Exception {
    if (type instanceof ParameterizedType generic) {
      Type of = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      if (generic.getRawType() == Map.class) {
        return full
            ? new TreeMap<>(Map.of("a " + next++, made(of, true), "b", made(of, true)))
            : Map.of();
      }
      return full ? List.of(made(of, true), made(of, false), made(of, true)) : List.of();
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return record(plain, full);
    }
    if (plain.isEnum()) {
      return plain.getEnumConstants()[next++ % plain.getEnumConstants().length];
    }
    int number = full ? next++ : 0;
    return switch (plain.getSimpleName()) {
      case "String", "Object" -> full ? "\"é\t\u001b\\/ " + number + "\n\u2028😀" : "";
      case "long", "Long" -> (long) number << 33;
      case "int" -> number;
      case "double", "Double" -> number / 8.0;
      case "boolean" -> number % 2 == 1;
      default -> throw new IllegalArgumentException("no value of " + type);
    };
  }

  private Object record(Class<?> type, boolean full) throws Exception {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      boolean mayLack = components[i].getAnnotatedType().getAnnotations().length > 0;
      values[i] = mayLack && !full ? null : made(components[i].getGenericType(), full);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var constructor = type.getDeclaredConstructor(types);
    return constructor.newInstance(values);
  }
}
