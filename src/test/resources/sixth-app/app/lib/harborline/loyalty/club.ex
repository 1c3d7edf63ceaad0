defmodule Harborline.Loyalty.Club do
  use Harborline.Schema

  schema "clubs" do
    field :name, :string
    field :slug, :string
  end
end
