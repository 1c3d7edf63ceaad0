defmodule Harborline.Crew.CrewMember do
  use Harborline.Schema

  schema "crew_members" do
    field :full_name, :string
    field :rank, :string
    many_to_many :certificates, Harborline.Crew.Certificate, join_through: "crew_certificates"
    has_many :shifts, Harborline.Crew.Shift
  end
end
