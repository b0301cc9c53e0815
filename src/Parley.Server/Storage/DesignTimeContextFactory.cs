using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Parley.Server.Storage;

/// <summary>Lets <c>dotnet ef migrations add NAME -o Storage/Migrations</c> see the model without a host.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<ParleyDbContext>
{
    public ParleyDbContext CreateDbContext(string[] args)
        => new(new DbContextOptionsBuilder<ParleyDbContext>().UseSqlite("Data Source=design.db").Options);
}
