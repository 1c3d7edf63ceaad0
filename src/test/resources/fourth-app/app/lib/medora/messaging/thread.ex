defmodule Medora.Messaging.Thread do
  use Medora.Schema

  schema "threads" do
    field :subject, :string
    field :closed_at, :utc_datetime
    has_many :messages, Medora.Messaging.Message
    has_many :members, Medora.Messaging.Member
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:subject, :closed_at])
    |> validate_required([:subject])
  end
end
