using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Parley.Server.Storage.Mapping;

/// <summary>The table of rooms.</summary>
internal sealed class RoomMapping : IEntityTypeConfiguration<RoomRecord>
{
    public void Configure(EntityTypeBuilder<RoomRecord> room)
    {
        room.ToTable("rooms");
        room.HasKey(r => r.Number);
        room.Property(r => r.Number).ValueGeneratedOnAdd();
        room.HasIndex(r => r.Id).IsUnique();
        room.HasIndex(r => r.Name).IsUnique().HasFilter($"\"{nameof(RoomRecord.DeletedAt)}\" IS NULL");
        room.Property(r => r.Name).HasMaxLength(RoomRecord.MaxNameLength);
    }
}
