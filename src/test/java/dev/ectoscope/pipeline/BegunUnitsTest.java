package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.SqlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Requests at the same time in a log without ids: the source says which actions lead to a call, the
 * log how often they began.
 */
class BegunUnitsTest {

  private static final String KEEP =
      """
      defmodule Apiary.Keep do
        alias Apiary.{Hive, Repo}
        import Ecto.Query

        def hive(id) do
          hive = Repo.get(Hive, id)
          {:ok, hive}
        end

        def each(ids) do
          for id <- ids do
            found = Repo.get(Hive, id)
            found.name
          end
        end

        def again(id, left \\\\ 3) do
          hive = Repo.get(Hive, id)
          if hive.busy and left > 0, do: again(id, left - 1), else: hive
        end

        def pages(from) do
          Enum.reduce_while(Stream.iterate(from, &(&1 + 1)), [], fn id, all ->
            hive = Repo.get(Hive, id)
            if hive, do: {:cont, [hive | all]}, else: {:halt, all}
          end)
        end
      end
      """;

  private static final int BYSTANDERS = 20;

  private static final int HIVE = 6;
  private static final int EACH = 12;
  private static final int AGAIN = 18;
  private static final int PAGES = 24;

  private static String controller(String... actions) {
    return "defmodule ApiaryWeb.HiveController do\n  use ApiaryWeb, :controller\n  alias Apiary.Keep\n\n"
        + String.join("\n", actions)
        + "\nend\n";
  }

  private static ElixirProject project(String... files) {
    Map<String, String> texts = new HashMap<>();
    texts.put(
        "lib/apiary/repo.ex", "defmodule Apiary.Repo do\n  use Ecto.Repo, otp_app: :apiary\nend\n");
    texts.put(
        "lib/apiary/hive.ex",
        """
        defmodule Apiary.Hive do
          use Ecto.Schema
          schema "hives" do
            field :name, :string
            field :busy, :boolean
          end
        end
        """);
    texts.put("lib/apiary/keep.ex", KEEP);
    for (int i = 0; i < files.length; i++) {
      texts.put("lib/apiary_web/part" + i + ".ex", files[i]);
    }
    return ElixirProject.of(texts);
  }

  private static String query(String function, int line, int id) {
    return "[debug] QUERY OK source=\"hives\" db=0.4ms\n"
        + "SELECT h0.\"id\", h0.\"name\", h0.\"busy\" FROM \"hives\" AS h0 WHERE (h0.\"id\" = $1) ["
        + id
        + "]\n↳ "
        + function
        + ", at: lib/apiary/keep.ex:"
        + line
        + "\n";
  }

  /**
   * Requests that all begin before the first query and end after the last, among others that ask
   * nothing: whose a query is cannot be told.
   */
  private static String together(List<String> asking, List<String> queries) {
    List<String> actions = new ArrayList<>(asking);
    actions.addAll(times(BYSTANDERS, "health"));
    StringBuilder log = new StringBuilder();
    actions.forEach(action -> log.append("[info] GET /hives\n"));
    actions.forEach(
        action ->
            log.append("[debug] Processing with ApiaryWeb.HiveController.")
                .append(action)
                .append("/2\n  Parameters: %{}\n"));
    queries.forEach(log::append);
    actions.forEach(action -> log.append("[info] Sent 200 in 5ms\n"));
    return log.toString();
  }

  private static List<String> times(int times, String function, int line) {
    List<String> queries = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      queries.add(query(function, line, i));
    }
    return queries;
  }

  private static List<String> times(int times, String action) {
    return Collections.nCopies(times, action);
  }

  private static List<Finding> loops(String log, ElixirProject project) throws IOException {
    Sources sources =
        Sources.of(
            new LogReading(new SqlReader(), Progress.SILENT)
                .read("bare.log", new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8))));
    return new Advisor(Detectors.ALL, Advisor.Witness.NONE)
        .withSource(project).advise(sources, Instant.EPOCH).findings().stream()
            .filter(
                f -> f.detector().startsWith("n-plus-one") || f.detector().contains("duplicate"))
            .toList();
  }

  // Silence.

  @Test
  void eachActionAsksOnce() throws IOException {
    ElixirProject project =
        project(
            controller(
                "  def show(conn, %{\"id\" => id}), do: json(conn, Keep.hive(id))",
                "  def edit(conn, %{\"id\" => id}) do\n    {:ok, hive} = Keep.hive(id)\n    json(conn, hive)\n  end"));
    List<String> actions = new ArrayList<>(times(8, "show"));
    actions.addAll(times(4, "edit"));
    assertThat(loops(together(actions, times(12, "Apiary.Keep.hive/1", HIVE)), project)).isEmpty();
  }

  /** Whatever the order, and however many. */
  @Property(tries = 40, seed = "7", shrinking = ShrinkingMode.OFF)
  void eachActionAsksOnceInAnyOrder(
      @ForAll @IntRange(min = 2, max = 30) int shows,
      @ForAll @IntRange(max = 30) int others,
      @ForAll int seed)
      throws IOException {
    ElixirProject project =
        project(
            controller(
                "  def show(conn, %{\"id\" => id}), do: json(conn, Keep.hive(id))",
                "  def all(conn, %{\"ids\" => ids}), do: json(conn, Enum.map(ids, &Keep.hive/1))"));
    List<String> actions = new ArrayList<>(times(shows, "show"));
    actions.addAll(times(others, "index"));
    Collections.shuffle(actions, new Random(seed));
    assertThat(loops(together(actions, times(shows, "Apiary.Keep.hive/1", HIVE)), project))
        .isEmpty();
  }

  @Test
  void anActionAsksSeveralTimesInItsText() throws IOException {
    ElixirProject project =
        project(
            controller(
                "  def compare(conn, %{\"ids\" => [a, b, c, d]}) do",
                "    all = [Keep.hive(a), Keep.hive(b), Keep.hive(c), Keep.hive(d)]",
                "    json(conn, all)\n  end"));
    assertThat(loops(together(times(6, "compare"), times(24, "Apiary.Keep.hive/1", HIVE)), project))
        .isEmpty();
  }

  @Test
  void whatCallsItselfTriesAgain() throws IOException {
    ElixirProject project =
        project(controller("  def wait(conn, %{\"id\" => id}), do: json(conn, Keep.again(id))"));
    assertThat(loops(together(times(4, "wait"), times(24, "Apiary.Keep.again/2", AGAIN)), project))
        .isEmpty();
  }

  @Test
  void whatGoesOnUntilThereIsNoMoreIsNoLoopOverRows() throws IOException {
    ElixirProject project =
        project(controller("  def index(conn, _), do: json(conn, Keep.pages(1))"));
    assertThat(
            loops(
                together(
                    times(4, "index"), times(24, "anonymous fn/2 in Apiary.Keep.pages/1", PAGES)),
                project))
        .isEmpty();
  }

  /** A plug asks for every request, a process for none. */
  @Test
  void whatElseMayCallItIsNotKnown() throws IOException {
    String show =
        "  def show(conn, %{\"ids\" => ids}), do: json(conn, Enum.map(ids, &Keep.hive/1))";
    String log = together(times(4, "show"), times(24, "Apiary.Keep.hive/1", HIVE));
    assertThat(loops(log, project(controller(show)))).hasSize(1);
    List<String> others =
        List.of(
            "defmodule ApiaryWeb.Load do\n  @behaviour Plug\n  def call(conn, _), do: assign(conn, :h, Apiary.Keep.hive(1))\nend\n",
            "defmodule Apiary.Tick do\n  use GenServer\n  def handle_info(:tick, id), do: {:noreply, Apiary.Keep.hive(id)}\nend\n",
            "defmodule Apiary.Ways do\n  def run(id), do: keeper().hive(id)\n  def keeper, do: Application.get_env(:apiary, :keeper)\nend\n",
            "defmodule Apiary.Later do\n  def run(id), do: Task.start(Apiary.Keep, :hive, [id])\nend\n",
            "defmodule ApiaryWeb.Helps do\n  use ApiaryWeb, :helpers\n  def title(id), do: hive(id)\nend\n");
    for (String other : others) {
      assertThat(loops(log, project(controller(show), other))).as(other).isEmpty();
    }
  }

  /** Names that end with a mark are none where a word ends. */
  @Test
  void whatElseMayCallAFunctionWithAMarkIsNotKnown() throws IOException {
    String keep =
        """
        defmodule Apiary.Sure do
          alias Apiary.{Hive, Repo}

          def hive!(id) do
            hive = Repo.get(Hive, id)
            hive.name
          end
        end
        """;
    String show =
        "  def show(conn, %{\"ids\" => ids}), do: json(conn, Enum.map(ids, &Apiary.Sure.hive!/1))";
    String log =
        together(times(4, "show"), times(24, "Apiary.Sure.hive!/1", 5))
            .replace("keep.ex", "sure.ex");
    assertThat(loops(log, project(controller(show), keep))).hasSize(1);
    List<String> others =
        List.of(
            "defmodule Apiary.Later do\n  def run(id), do: Task.start(Apiary.Sure, :hive!, [id])\nend\n",
            "defmodule Apiary.Asks do\n  defmacro ask(id), do: quote(do: Apiary.Sure.hive!(unquote(id)))\nend\n",
            "defmodule ApiaryWeb.Gate do\n  import Apiary.Sure\n  use Plug.Builder\n  plug :hive!\nend\n");
    for (String other : others) {
      assertThat(loops(log, project(controller(show), keep, other))).as(other).isEmpty();
    }
    // A plug of the controller is no action of it.
    String plugged =
        "  plug :known!\n  def known!(conn, _), do: assign(conn, :h, Apiary.Sure.hive!(1))\n"
            + show;
    assertThat(loops(log, project(controller(plugged), keep))).isEmpty();
  }

  /** Two more requests may have begun before the log. */
  @Test
  void aHandfulMayBeOfWhatBeganBefore() throws IOException {
    ElixirProject project =
        project(
            controller(
                "  def show(conn, %{\"ids\" => ids}), do: json(conn, Enum.map(ids, &Keep.hive/1))"));
    assertThat(loops(together(times(3, "show"), times(8, "Apiary.Keep.hive/1", HIVE)), project))
        .isEmpty();
  }

  // Reports.

  @Test
  void aLoopOfTheContextIsSaidWithHowItIsKnown() throws IOException {
    ElixirProject project =
        project(
            controller(
                "  def each(conn, %{\"ids\" => ids}), do: json(conn, Keep.each(ids))",
                "  def index(conn, _), do: json(conn, [])"));
    List<String> actions = new ArrayList<>(times(4, "each"));
    actions.addAll(times(9, "index"));
    List<Finding> found =
        loops(together(actions, times(28, "anonymous fn/2 in Apiary.Keep.each/1", EACH)), project);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).occurrences()).isEqualTo(28);
    assertThat(found.get(0).units()).isEqualTo(4);
    assertThat(found.get(0).evidence())
        .extracting(Note::text)
        .anyMatch(
            text ->
                text.startsWith("28 queries in 4 requests that began: about 7 in each.")
                    && text.contains("only ApiaryWeb.HiveController.each leads there"));
  }

  /** An alias, a delegate, a pipe, {@code with}, a private function and a capture between them. */
  @Test
  void theWayThereMayBeLong() throws IOException {
    ElixirProject project =
        project(
            """
            defmodule Apiary.Yard do
              alias Apiary.Keep, as: K
              defdelegate one(id), to: K, as: :hive
            end
            """,
            """
            defmodule ApiaryWeb.HiveController do
              use ApiaryWeb, :controller
              alias Apiary.Yard

              def index(conn, %{"ids" => ids}) do
                with {:ok, known} <- check(ids) do
                  known |> load() |> then(&json(conn, &1))
                end
              end

              defp check(ids), do: {:ok, ids}
              defp load(ids), do: Enum.map(ids, fn id -> Yard.one(id) end)
            end
            """);
    List<Finding> found =
        loops(together(times(5, "index"), times(40, "Apiary.Keep.hive/1", HIVE)), project);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).occurrences()).isEqualTo(40);
  }

  @Test
  void ofAViewThatAnActionRenders() throws IOException {
    ElixirProject project =
        project(
            controller("  def index(conn, _), do: render(conn, :index, ids: conn.assigns.ids)"),
            """
            defmodule ApiaryWeb.HiveJSON do
              alias Apiary.Keep
              def index(%{ids: ids}), do: %{data: for(id <- ids, do: data(id))}
              defp data(id), do: %{hive: Keep.hive(id)}
            end
            """);
    assertThat(loops(together(times(4, "index"), times(24, "Apiary.Keep.hive/1", HIVE)), project))
        .hasSize(1);
  }

  /** What another action asks once is not counted to the loop. */
  @Test
  void atLeastWhatTheOthersCannotHaveAsked() throws IOException {
    ElixirProject project =
        project(
            controller(
                "  def all(conn, %{\"ids\" => ids}), do: json(conn, Enum.map(ids, &Keep.hive/1))",
                "  def show(conn, %{\"id\" => id}), do: json(conn, Keep.hive(id))"));
    List<String> actions = new ArrayList<>(times(4, "all"));
    actions.addAll(times(10, "show"));
    List<Finding> found = loops(together(actions, times(50, "Apiary.Keep.hive/1", HIVE)), project);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).occurrences()).isEqualTo(40);
    assertThat(found.get(0).evidence())
        .extracting(Note::text)
        .anyMatch(text -> text.startsWith("At least 40 queries in 4 requests"));
  }

  /** One event of several: those that ask nothing do not count. */
  @Test
  void ofOneEventOfALiveView() throws IOException {
    ElixirProject project =
        project(
            """
            defmodule ApiaryWeb.YardLive do
              use ApiaryWeb, :live_view
              alias Apiary.Keep

              def handle_event("open", %{"ids" => ids}, socket) do
                {:noreply, assign(socket, hives: Keep.each(ids))}
              end

              def handle_event("close", _, socket), do: {:noreply, socket}
            end
            """);
    StringBuilder log = new StringBuilder();
    log.append("[info] GET /health\n".repeat(BYSTANDERS));
    for (String event : List.of("open", "close", "close", "open", "close", "open", "close")) {
      log.append(
          "[debug] HANDLE EVENT \"" + event + "\" in ApiaryWeb.YardLive\n  Parameters: %{}\n");
    }
    times(24, "anonymous fn/2 in Apiary.Keep.each/1", EACH).forEach(log::append);
    log.append("[debug] Replied in 3ms\n".repeat(7));
    List<Finding> found = loops(log.toString(), project);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).units()).isEqualTo(3);
    assertThat(found.get(0).evidence())
        .extracting(Note::text)
        .anyMatch(text -> text.startsWith("24 queries in 3 LiveView callbacks"));
  }

  /** Without the source what stands in the action itself, given to {@code Enum.map}. */
  @Test
  void whatAnActionAsksOfEachElementNeedsNoSource() throws IOException {
    String action = "anonymous fn/2 in ApiaryWeb.HiveController.all/2";
    List<Finding> found = alone(together(times(4, "all"), times(28, action, 9)));
    assertThat(found).hasSize(1);
    assertThat(found.get(0).occurrences()).isEqualTo(28);
    assertThat(found.get(0).units()).isEqualTo(4);
    // Of another function nothing tells who calls it.
    String other = "anonymous fn/2 in Apiary.Keep.each/1";
    assertThat(alone(together(times(4, "all"), times(28, other, 9)))).isEmpty();
    // Once each, and in the action's own body.
    assertThat(alone(together(times(28, "all"), times(28, action, 9)))).isEmpty();
    String body = "ApiaryWeb.HiveController.all/2";
    assertThat(alone(together(times(4, "all"), times(28, body, 9)))).isEmpty();
  }

  /** Of requests that cannot be told apart some more may have been the loop's. */
  @Test
  void whatMayBeMoreIsAtLeastSoMuch() throws IOException {
    String other = "anonymous fn/2 in Apiary.Keep.each/1";
    StringBuilder log = new StringBuilder();
    log.append("[info] GET /hives\n".repeat(3));
    times(24, other, 9).forEach(log::append);
    log.append("[info] Sent 200 in 5ms\n".repeat(3));
    log.append(together(times(2, "all"), times(3, other, 9)));
    assertThat(alone(log.toString()))
        .singleElement()
        .satisfies(
            found ->
                assertThat(found.evidence().get(0).text())
                    .startsWith("At least 24 queries (of 27 in all) in 3 units of work"));
  }

  private static List<Finding> alone(String log) throws IOException {
    return Reviews.of(log).findings().stream()
        .filter(f -> f.detector().startsWith("n-plus-one"))
        .toList();
  }
}
