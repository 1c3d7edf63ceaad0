package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code has_many :taken_berths, Pier.Berth, where: [state: :taken]} is preloaded for what it is.
 */
class OwnConditionsTest {

  private static final String SQL =
      "SELECT b0.\"id\", b0.\"bay\", b0.\"state\", b0.\"boat_id\", b0.\"inserted_at\","
          + " b0.\"updated_at\" FROM \"berths\" AS b0"
          + " WHERE ((b0.\"boat_id\" = $1) AND (b0.\"state\" = 'taken'))";

  private static Association association(String name, String where) {
    return new Association(
        Association.Kind.HAS_MANY,
        name,
        "Pier.Berth",
        "",
        "boat_id",
        "id",
        List.of(),
        "",
        Map.of(),
        where.isEmpty() ? Map.of() : Map.of("where", where),
        1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@shown",
        "shown()",
        "[state: {:fragment, \"? > 1\"}]",
        "[state: :free, bay: bay()]",
        "[]",
        "[state: {:not, :free}]"
      })
  void whatIsNotUnderstoodIsNotTaken(String where) {
    assertThat(OwnConditions.of(association("free_berths", where))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[state: :free] | x.state == :free",
        "[kind: \"wet\"] | x.kind == \"wet\"",
        "[left_at: nil] | is_nil(x.left_at)",
        "[left_at: {:not, nil}] | not is_nil(x.left_at)",
        "[open: true] | x.open",
        "[open: false] | not x.open",
        "[bay: {:in, [1, 2]}] | x.bay in [1, 2]",
      })
  void eachFormIsThatOfAQuery(String where, String condition) {
    assertThat(OwnConditions.of(association("berths", where))).contains(Set.of(condition));
  }

  @Test
  void theOneThatAsksForMostOfItIsTaken() {
    Association all = association("berths", "");
    Association free = association("free_berths", "[state: :free]");
    Association big = association("big_berths", "[state: :free, bay: 1]");
    Set<String> asked = Set.of("x.state == :free", "not is_nil(x.bay)");
    List<Association> known = List.of(all, free, big);
    assertThat(OwnConditions.best(known.stream(), asked)).contains(free);
    assertThat(OwnConditions.best(known.stream(), Set.of())).contains(all);
    assertThat(OwnConditions.best(List.of(big).stream(), asked)).isEqualTo(Optional.empty());
    Association other = association("open_berths", "[state: :free]");
    assertThat(OwnConditions.best(List.of(free, other).stream(), asked)).isEmpty();
  }

  @Test
  void aLoopWithTheConditionIsThePreloadOfTheAssociation() {
    assertThat(code("where: b.boat_id == ^boat.id and b.state == :taken"))
        .contains("Repo.preload(boats, :taken_berths)");
    assertThat(code("where: b.boat_id == ^boat.id, where: b.state == ^:taken"))
        .contains("Repo.preload(boats, :taken_berths)");
    assertThat(code("where: b.boat_id == ^boat.id and b.state == :taken and b.bay > 3"))
        .contains("Repo.preload(boats, taken_berths: from(b in Berth, where: b.bay > 3))");
    assertThat(code("where: b.boat_id == ^boat.id and b.state == :free"))
        .contains("Repo.preload(boats, berths: from(b in Berth, where: b.state == :free))");
  }

  private static String code(String where) {
    return RewriteTest.code(
            """
            def show(_) do
              boats = Repo.all(Boat)

              for boat <- boats do
                {boat, Repo.all(from b in Berth, %s)}
              end
            end
            """
                .formatted(where),
            "from b in Berth",
            SQL,
            preload(List.of()),
            "%{}\n")
        .code();
  }

  private static Fix preload(List<String> filters) {
    return new Fix.Preload(
        "Pier.Harbour.show/1",
        "lib/harbour.ex",
        "boats",
        "berths",
        "boat_id",
        Fix.Association.HAS_MANY,
        List.of(),
        filters);
  }

  /** Of what only the log tells, its constants. */
  @Test
  void theConditionsOfTheLogNameTheAssociation() {
    assertThat(beside(List.of("state = 'taken'"))).contains("Repo.preload(boats, :taken_berths)");
    assertThat(beside(List.of("state = 'taken'", "bay > 3")))
        .contains("where: b.bay > 3")
        .contains("Repo.preload(boats, taken_berths: wanted)")
        .doesNotContain("b.state");
    assertThat(beside(List.of("state = $"))).contains("Repo.preload(boats, berths: wanted)");
  }

  private static String beside(List<String> filters) {
    return RewriteTest.code(
            """
            def show(boats) do
              fun = fn boat -> Repo.all(from b in Berth, where: b.boat_id == ^boat.id) end
              Enum.map(boats, &fun.(&1))
            end
            """,
            "Repo.all",
            SQL,
            preload(filters),
            "%{}\n")
        .code();
  }
}
