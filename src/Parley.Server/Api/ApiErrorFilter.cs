using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Parley.Server.Api;

/// <summary>Puts <see cref="ApiErrorMiddleware"/> around all else, so that no host can forget it.</summary>
internal sealed class ApiErrorFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<ApiErrorMiddleware>();
        app.UseMiddleware<PublicCors>();
        app.UseWebSockets();
        next(app);
    };
}
