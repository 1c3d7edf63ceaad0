defmodule Harborline.Crew.Certificate do
  use Harborline.Schema

  schema "certificates" do
    field :code, :string
    field :title, :string
  end
end
