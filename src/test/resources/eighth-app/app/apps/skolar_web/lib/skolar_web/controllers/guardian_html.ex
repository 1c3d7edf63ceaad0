defmodule SkolarWeb.GuardianHTML do
  use SkolarWeb, :html
  alias Skolar.Office

  embed_templates "guardian_html/*"

  def row(assigns) do
    ~H"""
    <tr>
      <td>{@guardian.name}</td>
      <td>{Office.unread(@guardian)} {gettext("unread")}</td>
    </tr>
    """
  end
end
