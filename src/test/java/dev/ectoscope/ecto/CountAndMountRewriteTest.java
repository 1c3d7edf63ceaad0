package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A count that becomes an estimate, and lists that a LiveView reads for its socket alone. */
class CountAndMountRewriteTest {

  private static final String ALL_BERTHS = "SELECT count(*) FROM \"berths\" AS b0";
  private static final String BERTHS = "SELECT b0.\"id\" FROM \"berths\" AS b0 ORDER BY b0.\"bay\"";

  private static final String COUNTED =
      """
      def show(pier) do
        berths = Repo.aggregate(Berth, :count)
        %{pier: pier, berths: berths}
      end
      """;
  private static final String PIPED =
      """
      def show(_pier) do
        Berth |> Repo.aggregate(:count, :id)
      end
      """;
  private static final String MOUNT =
      """
      def mount(%{"pier" => pier}, _session, socket) do
        name = String.upcase(pier)
        berths = Repo.all(from(b in Berth, order_by: b.bay))
        boats = Repo.all(from(b in Boat, where: b.name != ^name, order_by: [desc: b.inserted_at]))
        {:ok, socket |> assign(name: name, berths: berths) |> stream(:boats, boats)}
      end
      """;

  private static Finding.Code counted(String body) {
    return RewriteTest.code(
        body,
        "aggregate",
        ALL_BERTHS,
        new Fix.EstimatedCount("Pier.Harbour.show/1", "lib/harbour.ex", "berths"));
  }

  private static Finding.Code mounted(String body) {
    Fix fix =
        new Fix.LoadWhenConnected("Pier.Harbour.mount/3", "lib/harbour.ex", "Harbour", "berths");
    return RewriteTest.codes("mount/3", body, "in Berth", BERTHS, fix).get(0);
  }

  static Stream<Finding.Code> everyChange() {
    return Stream.of(counted(COUNTED), counted(PIPED), mounted(MOUNT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Not of all rows, of a column that may be nil, of another database's schema.
        "Repo.aggregate(from(b in Berth), :count)",
        "Repo.aggregate(Berth, :count, :bay)",
        "Repo.aggregate(Berth, :count, :id, prefix: \"lake\")",
        "estimated_berths = Repo.aggregate(Berth, :count)\\n  estimated_berths"
      })
  void anotherCountStaysAsItIs(String statements) {
    String body = "def show(_pier) do\n  " + statements.replace("\\n", "\n") + "\nend\n";
    assertThat(counted(body).before()).isEmpty();
  }

  @Test
  void aCountOfAllRowsIsTakenFromThePlanner() {
    Finding.Code code = counted(COUNTED);
    assertThat(code.code())
        .contains("    berths = estimated_berths()\n")
        .contains("  defp estimated_berths do\n    table = Berth.__schema__(:source)\n")
        .contains("if estimate < 0, do: Repo.aggregate(Berth, :count), else: estimate\n");
    assertThat(code.note()).contains("An estimate");
    assertThat(counted(PIPED).code()).contains("  def show(_pier) do\n    estimated_berths()\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "berths = Repo.all(from(b in Berth, order_by: b.bay))\n  {:ok, assign(socket, first: hd(berths))}",
        "berths = Repo.all(from(b in Berth, order_by: b.bay))\n  if connected?(socket), do: tick()\n  {:ok, assign(socket, berths: berths)}",
        "{:ok, assign(socket, berths: Repo.all(from(b in Berth, order_by: b.bay)) |> Enum.max())}"
      })
  void whatNeedsTheRowsGetsThem(String statements) {
    String body = "def mount(_params, _session, socket) do\n  " + statements + "\nend\n";
    assertThat(mounted(body).before()).isEmpty();
  }

  @Test
  void listsThatAreOnlyShownWaitForTheSocket() {
    Finding.Code code = mounted(MOUNT);
    List<String> lines = code.code().lines().map(String::strip).toList();
    assertThat(lines)
        .containsSubsequence(
            "name = String.upcase(pier)",
            "berths = if connected?(socket), do: Repo.all(from(b in Berth, order_by: b.bay)), else: []",
            "",
            "boats =",
            "if connected?(socket) do",
            "Repo.all(from(b in Boat, where: b.name != ^name, order_by: [desc: b.inserted_at]))",
            "else",
            "[]",
            "end",
            "",
            "{:ok, socket |> assign(name: name, berths: berths) |> stream(:boats, boats)}");
    assertThat(code.note()).contains("The first page is sent without these rows");
  }
}
