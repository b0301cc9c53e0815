namespace Parley.Server.Tests.Api;

public sealed class CorsTests
{
    [Theory]
    [InlineData("https://app.example.com", "https://app.example.com")]
    [InlineData("https://evil.example.com", null)]
    [InlineData("https://app.example.com.evil.example", null)]
    public async Task Preflight_WhereOriginsAreNamed_IsForThoseOnly(string origin, string? allowed)
    {
        using var folder = new TempFolder();
        await using var server = await TestServer.StartAsync(folder, ("Cors:Origins:0", "https://app.example.com"));
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/public/outbound/start");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal(allowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null);
    }
}
