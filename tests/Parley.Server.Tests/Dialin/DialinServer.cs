using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Hosting;
using Parley.Server.Tests.Sessions.Calls;

namespace Parley.Server.Tests.Dialin;

/// <summary>What tests of dial-in do with a server.</summary>
internal static class DialinServer
{
    public static Task<LiveServer> StartAsync(Action<DialinOptions>? change = null, Action<IServiceCollection>? more = null) => LiveServer.StartAsync(services =>
    {
        services.Configure<ParleyOptions>(options =>
        {
            options.Dialin.RingFor = TimeSpan.FromMilliseconds(300);
            change?.Invoke(options.Dialin);
        });
        more?.Invoke(services);
    });

    public static async Task<(int Status, JsonElement Json)> SendAsync(
        this LiveServer server, HttpMethod method, string path, string? json = null, string? key = TestServer.PrivateKey, params (string Name, string Value)[] headers)
    {
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>Binds the server's number to a webhook and gives the setting.</summary>
    public static async Task<JsonElement> BindAsync(this LiveServer server, string webhook, string more = "")
    {
        var (status, json) = await server.SendAsync(
            HttpMethod.Post, "/v1/domain-dialin-config", $$"""{"type":"pinless_dialin","phone_number":"{{CallServer.Number}}","room_creation_api":"{{webhook}}"{{more}}}""");
        Assert.True(status == 200, json.GetRawText());
        return json.GetProperty("config");
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
