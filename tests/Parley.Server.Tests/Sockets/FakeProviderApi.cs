using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Parley.Server.Tests.Sockets;

/// <summary>A provider's API that says what it was asked first.</summary>
internal sealed class FakeProviderApi : IAsyncDisposable
{
    private readonly TaskCompletionSource<(string, string, string)> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;

    private FakeProviderApi()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var secret = AuthenticationHeaderValue.Parse(context.Request.Headers.Authorization.ToString()).Parameter!;
            _asked.TrySetResult(($"{context.Request.Method} {context.Request.Path}", Encoding.UTF8.GetString(Convert.FromBase64String(secret)), await reader.ReadToEndAsync()));
        });
    }

    public Uri Url => new(_app.Urls.First());

    public Task<(string Line, string Credentials, string Body)> Asked => _asked.Task.WaitAsync(TestContext.Current.CancellationToken);

    public static async Task<FakeProviderApi> StartAsync()
    {
        var api = new FakeProviderApi();
        await api._app.StartAsync(TestContext.Current.CancellationToken);
        return api;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
