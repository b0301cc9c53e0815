namespace Parley.Server.Hosting;

/// <summary>Who runs this server: <c>Parley:Organization</c>. One server is one organization.</summary>
public sealed class OrganizationOptions
{
    /// <summary>Its name in paths such as <c>/v1/organizations/{org}/services</c>. Default: <c>parley</c>.</summary>
    public string Name { get; set; } = "parley";

    /// <summary>Its id. Default: one that was made on the first start and is stored.</summary>
    public Guid? Id { get; set; }

    /// <summary>The code of the one region that this server is, as <c>/regions</c> lists it. Default: <c>local</c>.</summary>
    public string Region { get; set; } = "local";
}
