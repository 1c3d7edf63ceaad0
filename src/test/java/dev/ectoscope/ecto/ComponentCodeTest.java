package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.CallSites;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.Association;
import dev.ectoscope.sql.SqlReader;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A page with many components asks as often as it has, though no loop stands in the source. */
class ComponentCodeTest {

  private static final String MEMBER =
      "SELECT m0.\"id\", m0.\"name\" FROM \"members\" AS m0 WHERE (m0.\"id\" = $1)";
  private static final String BADGES =
      "SELECT b0.\"id\", b0.\"name\", b0.\"member_id\" FROM \"badges\" AS b0"
          + " WHERE (b0.\"member_id\" = $1) ORDER BY b0.\"name\"";
  private static final Fix LOOKUP = new Fix.LookupByKeys("", "", "members", "", "id");
  private static final Fix CHILDREN =
      new Fix.Preload(
          "", "", "", "badges", "member_id", Association.HAS_MANY, List.of("name"), List.of());
  private static final Fix COUNTED =
      new Fix.GroupedAggregate("", "", "badges", "member_id", "count", "id", List.of());

  private static final String APP =
      """
      defmodule Club.Member do
        use Ecto.Schema

        schema "members" do
          field :name, :string
          has_many :badges, Club.Badge
        end
      end

      defmodule Club.Badge do
        use Ecto.Schema

        schema "badges" do
          field :name, :string
          belongs_to :member, Club.Member
        end
      end

      defmodule Club.Repo do
        use Ecto.Repo, otp_app: :club, adapter: Ecto.Adapters.Postgres
      end

      defmodule Club.People do
        alias Club.{Member, Repo}

        def get_member!(id), do: Repo.get!(Member, id)
      end
      """;

  private static final String CARD =
      """
      defmodule ClubWeb.Card do
        use ClubWeb, :live_component
        alias Club.People

        def update(assigns, socket) do
          member = People.get_member!(assigns.member_id)
          {:ok, socket |> assign(assigns) |> assign(:member, member)}
        end
      end
      """;

  private static final String BADGE =
      """
      defmodule ClubWeb.Badges do
        use Phoenix.LiveComponent
        import Ecto.Query
        alias Club.{Badge, Repo}

        def update(%{member: member} = assigns, socket) do
          badges = Repo.all(from b in Badge, where: b.member_id == ^member.id, order_by: b.name)
          {:ok, assign(socket, Map.put(assigns, :badges, badges))}
        end
      end
      """;

  private static List<Finding.Code> written(
      String web, Fix fix, String function, String call, String sql, String lock) {
    ElixirProject project =
        ElixirProject.of(Map.of("lib/app.ex", APP, "lib/web.ex", web, "mix.lock", lock));
    String file = APP.contains(call) ? "lib/app.ex" : "lib/web.ex";
    String source = APP.contains(call) ? APP : web;
    int line = source.substring(0, source.indexOf(call)).split("\n", -1).length;
    Place place =
        new CallSites(project).place(new CallSite(function, file, line), new SqlReader().read(sql));
    assertThat(place.isKnown()).as(place.reason()).isTrue();
    return new EctoCode(
            new AppNames("Club", "Club.Repo"), LocalDateTime.of(2026, 1, 2, 3, 4), project)
        .write(fix, place);
  }

  private static List<Finding.Code> member(String web) {
    return written(web, LOOKUP, "Club.People.get_member!/1", "Repo.get!(", MEMBER, "");
  }

  private static List<Finding.Code> badges(String web, Fix fix) {
    return written(web, fix, "ClubWeb.Badges.update/2", "Repo.all(", BADGES, "");
  }

  private static String code(List<Finding.Code> codes) {
    assertThat(codes).hasSize(2);
    return codes.get(1).code().replaceAll("(?m)^# .*\n", "");
  }

  @Test
  void whatIsNoComponentIsLeftAsItIs() {
    assertThat(member(CARD.replace(":live_component", ":live_view"))).hasSize(1);
    assertThat(member(CARD.replace("update(assigns", "refresh(assigns"))).hasSize(1);
    // Somebody else asks for one, too.
    assertThat(
            member(
                CARD
                    + "\ndefmodule ClubWeb.Page do\n  alias Club.People\n"
                    + "  def show(id), do: People.get_member!(id)\nend\n"))
        .hasSize(1);
    // It has what is advised.
    assertThat(
            member(
                CARD.replace("  def update(", "  def update_many(all), do: all\n\n  def update(")))
        .hasSize(1);
  }

  @Test
  void beforeItExistedItIsNotAdvised() {
    String lock = "%{\n  \"phoenix_live_view\": {:hex, :phoenix_live_view, \"0.18.2\"},\n}\n";
    assertThat(written(CARD, LOOKUP, "Club.People.get_member!/1", "Repo.get!(", MEMBER, lock))
        .hasSize(1);
  }

  @Test
  void theFunctionThatTheComponentCallsIsAskedForAll() {
    List<Finding.Code> codes = member(CARD);
    assertThat(codes).extracting(Finding.Code::path).containsExactly("lib/app.ex", "lib/web.ex");
    assertThat(codes.get(0).code()).contains("def get_member_by_id(ids) do");
    assertThat(code(codes))
        .isEqualTo(
            """
            def update_many(assigns_sockets) do
              ids = Enum.map(assigns_sockets, fn {assigns, _socket} -> assigns.member_id end)
              found = People.get_member_by_id(ids)

              Enum.map(assigns_sockets, fn {assigns, socket} ->
                member = Map.fetch!(found, assigns.member_id)
                socket |> assign(assigns) |> assign(:member, member)
              end)
            end
            """);
  }

  /** What the head takes apart is taken from the assigns where nothing else needs it. */
  @Test
  void theQueryOfTheComponentItselfIsAskedForAll() {
    List<Finding.Code> codes = badges(BADGE, CHILDREN);
    assertThat(codes.get(0).code()).contains("|> Enum.group_by(& &1.member_id)");
    assertThat(code(codes))
        .isEqualTo(
            """
            def update_many(assigns_sockets) do
              member_ids = Enum.map(assigns_sockets, fn {assigns, _socket} -> assigns.member.id end)
              found = update_by_member_id(member_ids)

              Enum.map(assigns_sockets, fn {assigns, socket} ->
                badges = Map.get(found, assigns.member.id, [])
                assign(socket, Map.put(assigns, :badges, badges))
              end)
            end
            """);
    assertThat(code(badges(BADGE.replace(":badges, badges)", ":name, member.name)"), CHILDREN)))
        .contains("fn {%{member: member} = assigns, socket} ->");
  }

  @Test
  void aShapeThatIsNotUnderstoodStaysInTheReadersHands() {
    String piped =
        BADGE.replace(
            "{:ok, assign(socket, Map.put(assigns, :badges, badges))}",
            "socket |> assign(:badges, badges) |> then(&{:ok, &1})");
    assertThat(code(badges(piped, CHILDREN)))
        .contains("    # the rest of update/2, which gives the socket here, with")
        .contains("    assign(socket, assigns)\n");
    assertThat(code(badges(piped, COUNTED))).contains("Map.get(found, assigns.member.id, 0)");
  }

  /** All that is written here. */
  static Stream<String> everyCode() {
    return Stream.of(member(CARD), badges(BADGE, CHILDREN), badges(BADGE, COUNTED))
        .flatMap(List::stream)
        .map(Finding.Code::code);
  }
}
