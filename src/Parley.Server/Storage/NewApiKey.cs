namespace Parley.Server.Storage;

/// <summary>A key just made.</summary>
/// <param name="Key">What is stored of it.</param>
/// <param name="Secret">The key itself; show it now, it cannot be had again.</param>
public sealed record NewApiKey(ApiKey Key, string Secret);

/// <summary>The pair that the first start makes.</summary>
internal sealed record FirstKeys(string Public, string Private);
