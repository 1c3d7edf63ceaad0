defmodule VitrineWeb.RemarkRow do
  use VitrineWeb, :live_component
  import Ecto.Query
  alias Vitrine.{People.Visitor, Repo}

  @impl true
  def update_many(pairs) do
    ids = Enum.map(pairs, fn {assigns, _socket} -> assigns.remark.author_id end)
    authors = Repo.all(from v in Visitor, where: v.id in ^ids) |> Map.new(&{&1.id, &1})
    Enum.map(pairs, fn {assigns, socket} -> assign(socket, remark: assigns.remark, author: authors[assigns.remark.author_id]) end)
  end
end
