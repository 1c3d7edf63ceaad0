package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.sql.SqlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The frames that Ecto really printed, against where the Repo call really stood. */
class CorpusCallSitesTest {

  private static final Path CORPUS = Path.of("../shared/corpus");

  @Test
  void printedFramesLeadToTheFunctionThatHoldsTheCall() throws IOException {
    assumeTrue(Files.isDirectory(CORPUS), "the corpus is not beside the checkout");
    CallSites sites = new CallSites(ElixirProject.read(CORPUS.resolve("app")));
    SqlReader reader = new SqlReader();
    int right = 0;
    List<String> others = new ArrayList<>();
    for (Printed printed : printed(CORPUS.resolve("labels/prod_phoenix.labels.json"))) {
      Place place = sites.place(printed.site(), reader.read(printed.sql()));
      if (place.isKnown() && place.function().equals(printed.function())) {
        right++;
      } else {
        others.add(printed.id());
      }
    }
    assertThat(right).isGreaterThan(75);
    // A12: the label names the outer loop; the call stands in the function printed.
    // A20: both frames of the label are tried with both statements.
    assertThat(others).isSubsetOf("A12", "A20");
  }

  private record Printed(String id, String function, CallSite site, String sql) {}

  private static List<Printed> printed(Path labels) throws IOException {
    JsonNode document = new ObjectMapper().readTree(labels.toFile());
    List<Printed> all = new ArrayList<>();
    for (String group : List.of("findings", "must_not_report")) {
      for (JsonNode label : document.path(group)) {
        String function = label.path("function").asText();
        for (JsonNode sql :
            function.matches(".*/\\d+") ? label.path("culprit_sql") : List.<JsonNode>of()) {
          for (JsonNode site : label.path("printed_call_sites")) {
            all.add(new Printed(label.path("id").asText(), function, site(site), sql.asText()));
          }
        }
      }
    }
    return all;
  }

  private static CallSite site(JsonNode site) {
    String at = site.path("at").asText("");
    int colon = at.lastIndexOf(':');
    return site.path("mfa").isNull()
        ? CallSite.UNKNOWN
        : new CallSite(
            site.path("mfa").asText(),
            at.substring(0, Math.max(0, colon)),
            Integer.parseInt(at.substring(colon + 1)));
  }
}
