using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>The key ring in the database. Data Protection asks for it rarely and without waiting, so this does not go through <see cref="Database"/>.</summary>
internal sealed class StoredKeyRing(IDbContextFactory<ParleyDbContext> contexts) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return [.. db.KeyRing.AsNoTracking().OrderBy(k => k.Id).Select(k => k.Xml).ToList().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.CreateDbContext();
        db.Add(new KeyRingElement { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}

/// <summary>A key of the ring, as Data Protection writes it.</summary>
internal sealed class KeyRingElement
{
    public int Id { get; init; }

    public required string Name { get; init; }

    public required string Xml { get; init; }
}
