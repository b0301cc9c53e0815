namespace Parley.Server.Hosting;

/// <summary>Which web pages may use the public API: <c>Parley:Cors</c>.</summary>
public sealed class CorsOptions
{
    /// <summary>Their origins, such as <c>https://app.example.com</c>; <c>*</c> for all. Default: all, since a key is needed anyway.</summary>
    public string[] Origins { get; set; } = ["*"];
}
