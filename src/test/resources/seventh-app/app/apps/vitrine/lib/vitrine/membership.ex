defmodule Vitrine.Membership do
  use Ash.Domain

  resources do
    resource Vitrine.Membership.Card
  end

  def cards(ids), do: Enum.map(ids, fn id -> Ash.get!(Vitrine.Membership.Card, id) end)
end
