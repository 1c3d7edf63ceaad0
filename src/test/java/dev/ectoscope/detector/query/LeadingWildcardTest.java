package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class LeadingWildcardTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("leading-wildcard/good.log").seenBy(new LeadingWildcard()).staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("leading-wildcard/bad.log")
        .seenBy(new LeadingWildcard())
        .finds(1)
        .says("books.title is searched by a pattern that no btree index serves")
        .at("lib/library/search.ex:6")
        .proposes(Fix.CreateIndex.class);
  }
}
