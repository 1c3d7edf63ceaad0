package dev.ectoscope.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.StatementRow;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonReportTest {

  private final JsonReport json = new JsonReport();

  @Test
  void whatIsWrittenIsReadAgain(@TempDir Path folder) throws IOException {
    Review review = SampleReview.review();
    String text = json.write(review);
    assertThat(json.read(text)).isEqualTo(review);
    Path file = Files.writeString(folder.resolve("review.json"), text);
    assertThat(json.read(file)).isEqualTo(review);
  }

  @Test
  void componentsAreTheNamesAndEnumsAreWords() {
    assertThat(json.write(SampleReview.review()))
        .startsWith("{\n  \"schema\" : \"ectoscope.review/1\",\n  \"app\" : \"Inkwell\"")
        .contains(
            "\"severity\" : \"high\"", "\"confidence\" : \"planned\"", "\"savedMs\" : 1716.0");
  }

  @Test
  void whatWasReadIsWrittenAgain() {
    Review review = SampleReview.review().took(412);
    assertThat(json.read(json.write(review))).isEqualTo(review);
  }

  @Test
  void codeThatReplacesNothingKnownSaysNothingOfIt() {
    assertThat(json.write(SampleReview.with(List.of(SampleReview.missingIndex()))))
        .doesNotContain("\"before\"", "\"readMs\"");
    assertThat(json.write(SampleReview.with(List.of(SampleReview.nPlusOne()))))
        .contains("\"before\" : \"def posts_with_comments(page) do", "\"line\" : 21");
  }

  @Test
  void whatIsNotANumberIsZero() {
    Review sample = SampleReview.empty();
    Review.Totals nan =
        new Review.Totals(
            1,
            1,
            0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            0,
            0,
            1,
            1,
            0,
            Map.of(),
            Map.of(),
            Map.of(),
            false);
    Review review =
        new Review(
            Review.SCHEMA,
            "",
            sample.created(),
            sample.input(),
            nan,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            sample.indexes(),
            sample.pool(),
            null,
            null);
    assertThat(json.write(review)).doesNotContain("NaN", "Infinity").contains("\"dbMs\" : 0.0");
  }

  @Test
  void aLaterVersionMayKnowMore() {
    String text =
        json.write(SampleReview.review()).replaceFirst("\"app\"", "\"future\" : [1], \"app\"");
    assertThat(json.read(text)).isEqualTo(SampleReview.review());
  }

  @Test
  void somethingElseIsRefusedInWords() {
    assertThatThrownBy(() -> json.read("{ \"a\": "))
        .isInstanceOf(UnreadableReview.class)
        .hasMessageStartingWith("Not a review");
    String other =
        json.write(SampleReview.review()).replace("ectoscope.review/1", "ectoscope.review/9");
    assertThatThrownBy(() -> json.read(other))
        .isInstanceOf(UnreadableReview.class)
        .hasMessageContaining("ectoscope.review/9");
  }

  /** Refused where it is read: pages and digests count on the parts. */
  @Test
  void aReviewThatLacksAPartIsRefusedInWords() {
    String whole = json.write(SampleReview.review());
    for (String part : List.of("\"totals\"", "\"impact\"", "\"recommendation\"", "\"findings\"")) {
      String without = whole.replace(part + " :", "\"other\" :");
      assertThatThrownBy(() -> json.read(without))
          .as(part)
          .isInstanceOf(UnreadableReview.class)
          .hasMessageStartingWith("Not a review");
    }
  }

  @Test
  void thePageOfTheReviewNamesEveryFieldOfTheseParts() throws IOException {
    String page = Files.readString(Path.of("src/site/markdown/REVIEW.md"));
    for (Class<?> part :
        List.of(
            StatementRow.Pgss.class,
            Review.ServerStatements.class,
            Review.OriginRow.class,
            Review.UnseenRow.class,
            Review.Server.class,
            Finding.Timeline.class,
            Finding.Span.class,
            Finding.Whole.class,
            Finding.Related.class,
            Finding.PlanView.class,
            Finding.PlanRow.class,
            Review.IndexChange.class)) {
      for (RecordComponent field : part.getRecordComponents()) {
        assertThat(page)
            .as(part.getSimpleName())
            .containsPattern("[`{, ]" + field.getName() + "[`},\\[]");
      }
    }
  }
}
