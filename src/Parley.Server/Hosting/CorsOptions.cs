namespace Parley.Server.Hosting;

/// <summary>Which web pages may use the public API: <c>Parley:Cors</c>.</summary>
public sealed class CorsOptions
{
    /// <summary>Their origins, such as <c>https://app.example.com</c>. Default: none is named, and all may, since a key is needed anyway.</summary>
    public IList<string> Origins { get; } = [];
}
