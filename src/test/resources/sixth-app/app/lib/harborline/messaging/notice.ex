defmodule Harborline.Messaging.Notice do
  use Harborline.Schema

  schema "notices" do
    field :channel, :string
    field :body, :string
    field :state, :string
    field :attempts, :integer
    field :due_at, :utc_datetime_usec
    belongs_to :member, Harborline.Loyalty.Member
    timestamps()
  end
end
